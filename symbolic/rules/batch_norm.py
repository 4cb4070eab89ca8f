"""Batch normalisation in SymPy, and the derivatives that SymPy finds for it.

Every z of a batch moves its mean and its variance, so ∂L/∂z of one sample has three parts: straight
on through its own ẑ, through μ into everybody's ẑ, and through σ² into everybody's ẑ.
"""

from functools import cache

import sympy

from symbolic.rules.definitions import Z

MEAN = sympy.Symbol("mu", real=True)
"""μ of z over the batch."""

VARIANCE = sympy.Symbol("sigma2", positive=True)
"""σ² of z over the batch."""

VARIANCE_EPS = sympy.Symbol("varepsilon", positive=True)
"""What is added to the variance before its root is taken."""

GAMMA, BETA, HAT = sympy.symbols("gamma_ z_shift y_hat", real=True)
"""Scale, shift and the normalised z."""

ROWS = sympy.Symbol("m", integer=True, positive=True)
"""Samples of the batch."""

OWN, AVERAGE, ALONG = sympy.symbols("h_own h_mean h_z_mean", real=True)
"""∂L/∂y of the sample; the mean of ∂L/∂y over the batch; the mean of ∂L/∂y · ẑ over it."""

OTHERS = sympy.Symbol("Z_rest", real=True)
"""What the other samples' z add up to."""

NORMALISED = (Z - MEAN) / sympy.sqrt(VARIANCE + VARIANCE_EPS)
"""ẑ of one sample."""

SCALED = GAMMA * HAT + BETA
"""y of one sample."""


@cache
def scaled_derivative(by: str) -> sympy.Expr:
    """Return the derivative of y by "scale", "shift" or "normalised"."""
    return sympy.diff(SCALED, {"scale": GAMMA, "shift": BETA, "normalised": HAT}[by])


@cache
def normalised_derivative(by: str) -> sympy.Expr:
    """Return the derivative of ẑ by "z", "mean" or "variance"; the root is all that divides."""
    return sympy.diff(NORMALISED, {"z": Z, "mean": MEAN, "variance": VARIANCE}[by])


@cache
def mean_derivative() -> sympy.Expr:
    """Return ∂μ/∂z of one sample's z."""
    return sympy.diff((Z + OTHERS) / ROWS, Z)


@cache
def variance_derivative() -> sympy.Expr:
    """Return ∂σ²/∂z of one sample's z.

    Only its own (z − μ)²/m counts: through μ the terms of all samples change by −2 Σ (z − μ)/m,
    which is 0, since μ is their mean.
    """
    return sympy.diff((Z - MEAN) ** 2 / ROWS, Z)


@cache
def delta_parts() -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    """Return the three parts of ∂L/∂z: straight on, through μ, through σ².

    They are in OWN, AVERAGE, ALONG, GAMMA, HAT and the variance.
    """
    slope = scaled_derivative("normalised")
    root = sympy.sqrt(VARIANCE + VARIANCE_EPS)
    straight = OWN * slope * normalised_derivative("z")
    # μ moves every sample's ẑ alike, so the samples' ∂L/∂y add up: to m times their mean.
    through_mean = ROWS * AVERAGE * slope * normalised_derivative("mean") * mean_derivative()
    # σ² moves a sample's ẑ in proportion to its ẑ: Σ g ∂ẑ/∂σ² is m times the mean of g ẑ, times
    # what is left of ∂ẑ/∂σ² without ẑ.
    by_hat = normalised_derivative("variance") * root / (Z - MEAN)
    through_variance = ROWS * ALONG * slope * by_hat * variance_derivative()
    through_variance = through_variance.subs(Z, MEAN + HAT * root)
    straight, through_mean, through_variance = (
        sympy.simplify(part) for part in (straight, through_mean, through_variance)
    )
    return straight, through_mean, through_variance


@cache
def delta() -> sympy.Expr:
    """Return ∂L/∂z, the three parts together with what they share taken out."""
    shared = GAMMA / sympy.sqrt(VARIANCE + VARIANCE_EPS)
    return shared * sympy.expand(sympy.simplify(sum(delta_parts()) / shared))
