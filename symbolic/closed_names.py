"""The functions that a closed form is written in, and what they mean."""

from engine.iteration.trace import Trace
from symbolic.context import Context
from symbolic.formula import Formula
from symbolic.notation import indexed, number

_WHERE = {
    "sigmoid": Formula(r"\sigma(x) = \dfrac{1}{1 + e^{-x}}", "σ(x) = 1/(1 + e^(−x))"),
    "relu": Formula(
        r"\mathrm{step}(x) = 1\ \mathrm{for}\ x > 0,\ \mathrm{else}\ 0",
        "step(x) = 1 for x > 0, else 0",
    ),
    "step": Formula(
        r"H(x) = 1\ \mathrm{for}\ x \geq 0,\ \mathrm{else}\ 0",
        "H(x) = 1 for x ≥ 0, else 0",
    ),
    "softplus": Formula(
        r"\mathrm{softplus}(x) = \log\left( 1 + e^{x} \right)", "softplus(x) = log(1 + e^x)"
    ),
    "softmax": Formula(
        r"\mathrm{softmax}_{j}(z) = \dfrac{e^{z_{j}}}{\sum_{k} e^{z_{k}}}",
        "softmax_j(z) = e^z_j/(Σ(k) e^z_k)",
    ),
}
HEADS = {
    "sigmoid": Formula(r"\sigma", "σ"),
    "tanh": Formula(r"\tanh", "tanh"),
    "softplus": Formula(r"\mathrm{softplus}", "softplus"),
    "step": Formula("H", "H"),
}
ABOVE = Formula(r"\mathrm{step}", "step")
_SIGN = Formula(
    r"\mathrm{sign}(x) = 1\ \mathrm{for}\ x > 0,\ -1\ \mathrm{for}\ x < 0,\ \mathrm{else}\ 0",
    "sign(x) = 1 for x > 0, −1 for x < 0, else 0",
)


def call(head: Formula, arguments: list[Formula]) -> Formula:
    """Return a function of arguments."""
    latex = r",\ ".join(argument.latex for argument in arguments)
    plain = ", ".join(argument.plain for argument in arguments)
    return Formula(f"{head.latex}({latex})", f"{head.plain}({plain})")


def leaky(context: Context, layer: int) -> Formula:
    """Return the name of leaky ReLU with its ε, which layers may have different ones of."""
    leak = number(context.scenario.layers[layer - 1].leak)
    return Formula(rf"\mathrm{{leaky}}_{{{leak.latex}}}", f"leaky_{leak.plain}")


def slope_name(head: Formula) -> Formula:
    """Return the name of a function's slope."""
    return Formula(rf"{head.latex}^{{\prime}}", f"{head.plain}′")


def _leaky_meaning(leak: float) -> tuple[Formula, Formula]:
    """Say what leaky ReLU of an ε is, and its slope."""
    written = number(leak)
    name = Formula(rf"\mathrm{{leaky}}_{{{written.latex}}}", f"leaky_{written.plain}")
    told = []
    for head, above, below in (
        (name, "x", rf"{written.latex} \cdot x"),
        (slope_name(name), "1", written.latex),
    ):
        shown = f"{written.plain} · x" if above == "x" else written.plain
        told.append(
            Formula(
                rf"{head.latex}(x) = {above}\ \mathrm{{for}}\ x > 0,\ \mathrm{{else}}\ {below}",
                f"{head.plain}(x) = {above} for x > 0, else {shown}",
            )
        )
    return told[0], told[1]


def softmax_name(unit: str) -> Formula:
    """Return the name of one unit's softmax."""
    name = indexed("s", unit)
    return Formula(rf"\mathrm{{softmax}}{name.latex[1:]}", f"softmax{name.plain[1:]}")


def where(trace: Trace) -> tuple[Formula, ...]:
    """Return what the functions in a network's closed forms mean."""
    kinds = dict.fromkeys(layer.activation for layer in trace.scenario.layers)
    told = [_WHERE[kind] for kind in kinds if kind in _WHERE]
    leaks = [layer.leak for layer in trace.scenario.layers if layer.activation == "leaky-relu"]
    for leak in dict.fromkeys(leaks):
        told += _leaky_meaning(leak)
    if trace.scenario.loss == "mean-absolute-error" or trace.scenario.l1:
        told.append(_SIGN)
    return tuple(told)
