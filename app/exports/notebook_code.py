"""The lines of Python that compute an iteration, printed from the rules that derivations use."""

from collections.abc import Iterator, Mapping

import sympy
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.str import StrPrinter

from engine.catalogue.losses import LOSSES
from engine.iteration.batch_norm import VARIANCE_EPSILON
from engine.iteration.trace import Trace
from engine.iteration.updates import optimiser_of
from engine.network.quantities import Quantity
from engine.network.scenario import Layer, Scenario
from symbolic.rules import definitions as rules
from symbolic.rules import updates
from symbolic.rules.keys import key_symbol

IMPORTS = "import math\n\nimport numpy\nimport sympy"

_LARGER = '''

class exceeds(sympy.Function):
    """1 where x > y, 0 where x < y, half where they meet."""

    def fdiff(self, index=1):
        return sympy.Integer(0)


class larger(sympy.Function):
    """The larger of two numbers."""

    def fdiff(self, index=1):
        x, y = self.args
        return exceeds(x, y) if index == 1 else exceeds(y, x)'''

_FUNCTION = '''


def erf(x):
    real = numpy.vectorize(math.erf, otypes=[float])(numpy.real(x))
    if not numpy.iscomplexobj(x):
        return real
    return real + 1j * x.imag * 2 / math.sqrt(math.pi) * numpy.exp(-(x.real**2))

def function(symbols, expression):
    """Return a function of arrays that computes an expression."""
    own = {
        "Abs": lambda x: x * numpy.sign(numpy.real(x)),
        "sign": lambda x: numpy.sign(numpy.real(x)),
        "larger": numpy.maximum,
        "exceeds": lambda x, y: numpy.heaviside(numpy.real(x - y), 0.5),
        "erf": erf,
    }
    made = sympy.lambdify(symbols, expression, [own, "numpy"])
    return lambda *arrays: made(*arrays) + numpy.zeros(numpy.shape(arrays[0]))


def derivative(expression, symbol):
    """Return a derivative; where a step jumps there is none, and 0 is taken."""
    return sympy.diff(expression, symbol).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))'''


def functions(scenario: Scenario) -> Iterator[str]:
    """Yield the definitions of activations and of the loss, whose derivatives SymPy finds."""
    values = [_activation(layer) for layer in scenario.layers]
    outputs = len(scenario.layers[-1].units)
    term = rules.loss_term(scenario.loss, outputs).subs(rules.OUTPUTS, outputs)
    expressions = [value for value in (*values, term) if value is not None]
    typed = any(each.has(sympy.Function("larger")) or "larger" in str(each) for each in expressions)
    yield IMPORTS + (_LARGER if typed else "") + _FUNCTION
    lines = ['z, a, t = sympy.symbols("z a t", real=True)']
    for number, value in enumerate(values, start=1):
        if value is not None:
            lines += [
                f"phi{number} = {_sympy(value)}",
                f"f{number} = function(z, phi{number})",
                f"slope{number} = function(z, derivative(phi{number}, z))",
                f'print("layer {number}:", phi{number}, "has the derivative", '
                f"derivative(phi{number}, z))",
            ]
    lines += [
        f"term = {_sympy(term)}",
        "loss = function((a, t), term)",
        "loss_slope = function((a, t), derivative(term, a))",
        'print("loss:", term, "has the derivative", derivative(term, a))',
    ]
    yield "\n".join(lines)


def _activation(layer: Layer) -> sympy.Expr | None:
    """Return φ(z) with the layer's own numbers put in; None for softmax."""
    if layer.activation == "softmax":
        return None
    value = rules.activation_value(layer.activation)
    return value.subs({key_symbol(name): number for name, number in layer.numbers.items()})


def forward(scenario: Scenario) -> Iterator[str]:
    """Yield the lines of the forward pass, layer by layer."""
    passed = "x"
    for number, layer in enumerate(scenario.layers, start=1):
        bias = "" if layer.bias == "none" else f" + b{number}"
        lines = [f"z{number} = {passed} @ W{number}.T{bias}"]
        lines += _batch_norm(number) if layer.batch_norm else []
        activated = f"y{number}" if layer.batch_norm else f"z{number}"
        if layer.activation == "softmax":
            shifted = f"{activated} - {activated}.real.max(axis=1, keepdims=True)"
            lines += [
                f"e{number} = numpy.exp({shifted})",
                f"a{number} = e{number} / e{number}.sum(axis=1, keepdims=True)",
            ]
        else:
            lines.append(f"a{number} = f{number}({activated})")
        passed = f"a{number}"
        if layer.dropout:
            lines.append(f"out{number} = a{number} * mask{number}")
            passed = f"out{number}"
        yield "\n".join(lines)


def _batch_norm(number: int) -> list[str]:
    n = number
    return [
        f"if not given{n}:",
        f"    mean{n} = z{n}.mean(axis=0)",
        f"    variance{n} = numpy.square(z{n} - mean{n}).mean(axis=0)",
        f"root{n} = numpy.sqrt(variance{n} + {VARIANCE_EPSILON!r})",
        f"hat{n} = (z{n} - mean{n}) / root{n}",
        f"y{n} = scale{n} * hat{n} + shift{n}",
    ]


def total_loss(scenario: Scenario) -> str:
    """Return the lines of the loss."""
    last = scenario.depth
    weights = [f"W{number}" for number in range(1, last + 1)]
    lines = [f"share = {'1 / len(x)' if scenario.reduction == 'mean' else '1'}"]
    lines.append(f"L = loss(a{last}, t_rows).sum() * share")
    for size, term in ((scenario.l1, "numpy.abs({}).sum()"), (scenario.l2 / 2, "({}**2).sum()")):
        if size:
            lines.append(f"L += {size!r} * ({' + '.join(map(term.format, weights))})")
    return "\n".join([*lines, "L"])


def backward(scenario: Scenario) -> Iterator[str]:
    """Yield the lines of the backward pass, the last layer first."""
    for number in range(scenario.depth, 0, -1):
        lines: list[str] = []
        layer, last = scenario.layers[number - 1], number == scenario.depth
        if last:
            lines.append(f"by_a{number} = loss_slope(a{number}, t_rows) * share")
        else:
            lines.append(f"by_a{number} = dz{number + 1} @ W{number + 1}")
        if layer.dropout:
            lines.append(f"by_a{number} = by_a{number} * mask{number}")
        target = f"dy{number}" if layer.batch_norm else f"dz{number}"
        lines.append(f"{target} = {_delta(scenario, number, layer)}")
        lines += _through_batch_norm(number) if layer.batch_norm else []
        lines += _gradients(scenario, number, layer)
        yield "\n".join(lines)


def _delta(scenario: Scenario, number: int, layer: Layer) -> str:
    loss, last = LOSSES[scenario.loss], number == scenario.depth
    if last and loss.fused is not None and loss.output_activation == layer.activation:
        names = {rules.A: f"a{number}", rules.T: "t_rows",
                 rules.TARGETS: "t_rows.sum(axis=1, keepdims=True)"}  # fmt: skip
        return f"({_numpy(rules.fused_delta(scenario.loss, False), names)}) * share"
    if layer.activation == "softmax":
        total = f"(by_a{number} * a{number}).sum(axis=1, keepdims=True)"
        return f"a{number} * (by_a{number} - {total})"
    activated = f"y{number}" if layer.batch_norm else f"z{number}"
    return f"by_a{number} * slope{number}({activated})"


def _through_batch_norm(number: int) -> list[str]:
    n = number
    return [
        f"dscale{n}, dshift{n} = (dy{n} * hat{n}).sum(axis=0), dy{n}.sum(axis=0)",
        f"moved{n} = dy{n}",
        f"if not given{n}:",
        f"    moved{n} = dy{n} - dy{n}.mean(axis=0) - hat{n} * (dy{n} * hat{n}).mean(axis=0)",
        f"dz{n} = scale{n} / root{n} * moved{n}",
    ]


def _gradients(scenario: Scenario, number: int, layer: Layer) -> list[str]:
    before = "x" if number == 1 else f"a{number - 1}"
    if number > 1 and scenario.layers[number - 2].dropout:
        before = f"out{number - 1}"
    lines = [f"dW{number} = dz{number}.T @ {before}"]
    if scenario.l1:
        lines.append(f"dW{number} += {scenario.l1!r} * numpy.sign(W{number}.real)")
    if scenario.l2:
        lines.append(f"dW{number} += {scenario.l2!r} * W{number}")
    if layer.bias != "none":
        lines.append(
            f"db{number} = dz{number}.sum({'' if layer.bias == 'per-layer' else 'axis=0'})"
        )
    for kind, marks in (("W", layer.absent_weights), ("b", layer.absent_biases)):
        if marks is not None and (kind == "W" or layer.bias != "none"):
            lines.append(f"d{kind}{number} = d{kind}{number} * present_{kind}{number}")
    return lines


def trained(scenario: Scenario) -> list[str]:
    """Return the names of the arrays that the update changes."""
    names: list[str] = []
    for number, layer in enumerate(scenario.layers, start=1):
        kinds = ["W"] + ["b"] * (layer.bias in ("per-unit", "per-layer"))
        kinds += ["scale", "shift"] if layer.batch_norm else []
        names += [f"{kind}{number}" for kind in kinds]
    return names


def update(trace: Trace) -> Iterator[str]:
    """Yield the lines of the update."""
    names = trained(trace.scenario)
    numbers = trace.scenario.training.numbers
    lines = [f"alpha = {trace.learning_rate!r}", *(f"{k} = {v!r}" for k, v in numbers.items())]
    lines.append(f"number = {trace.iteration}  # of the update")
    yield "\n".join(lines)
    if trace.newton is not None:
        yield from _newton(trace, names)
    before, after = [], []
    if len(trace.layout.held):
        before = ["    g = numpy.where(held[name], 0.0, g)"]
        after = ["    new[name] = numpy.where(held[name], w, new[name])"]
    body = list(_new_value(trace, {key_symbol(name): name for name in numbers}))
    pairs = ", ".join(f'"{name}": ({name}, d{name})' for name in names)
    yield "\n".join(
        [
            f"values = {{{pairs}}}",
            "new = {}",
            "for name, (w, g) in values.items():",
            *before,
            *body,
            *after,
        ]
    )


def _newton(trace: Trace, names: list[str]) -> Iterator[str]:
    """Yield the Hessian, by a complex step of the gradient, and the step that it gives."""
    scenario = trace.scenario
    passes = [*forward(scenario), total_loss(scenario), *backward(scenario)]
    lines = [line for part in passes for line in part.split("\n")]
    yield "\n".join(
        [
            f"def gradient_at({', '.join(names)}):",
            *(f"    {line}" for line in lines),
            f"    return numpy.concatenate([{', '.join(f'd{name}.ravel()' for name in names)}])",
        ]
    )
    every = ", ".join(names)
    held = f"numpy.concatenate([held[name].ravel() for name in {names!r}])"
    own = f"numpy.flatnonzero(~{held})" if len(trace.layout.held) else "numpy.arange(len(flat))"
    yield f"""shapes = [numpy.shape(array) for array in ({every},)]
ends = numpy.cumsum([math.prod(shape) for shape in shapes])[:-1]
flat = numpy.concatenate([numpy.ravel(array) for array in ({every},)])


def parts(flat):
    return [part.reshape(shape) for part, shape in zip(numpy.split(flat, ends), shapes)]


own = {own}
ways = numpy.eye(len(flat))[own]
rows = numpy.array([gradient_at(*parts(flat + 1e-30j * way)).imag / 1e-30 for way in ways])[:, own]
hessian = (rows + rows.T) / 2
curvatures, directions = numpy.linalg.eigh(hessian)
floor = 1e-6 * max(abs(curvatures[0]), abs(curvatures[-1])) or 1.0
shift = 0.0 if curvatures[0] >= floor else max(floor - curvatures[0], -2 * curvatures[0])
along = directions.T @ gradient_at(*parts(flat)).real[own]
step = numpy.zeros(len(flat))
step[own] = directions @ (along / (curvatures + shift))
newton_step = dict(zip({names!r}, parts(step)))"""


def _new_value(trace: Trace, names: dict[sympy.Symbol, str]) -> Iterator[str]:
    """Yield what the update does to one array."""
    optimiser = optimiser_of(trace.scenario)
    names |= {updates.VALUE: "w", updates.GRADIENT: "g", updates.RATE: "alpha"}
    names |= {updates.COUNT: "number"}
    for text in optimiser.moments:
        quantity = Quantity(text)
        retained, entering = updates.RETAINED[quantity], updates.ENTERING[quantity]
        share = 1 if quantity is Quantity.VELOCITY else 1 - retained
        memory = f"{text}[name]"
        rule = retained * updates.MOMENT + share * entering
        yield f"    {memory} = {_numpy(rule, {**names, updates.MOMENT: memory})}"
        if quantity in updates.HATS:
            corrected = _numpy(updates.CORRECTED[quantity], {**names, updates.MOMENT: memory})
            names[updates.HATS[quantity]] = f"{text}_corrected"
            yield f"    {text}_corrected = {corrected}"
        names[updates.STANDING_FOR.get(quantity, updates.MOMENT)] = memory
    if optimiser.solved:
        names[updates.MOMENT] = f"{optimiser.solved}[name]"
    if optimiser.decay:
        names[updates.SHRINKING] = "shrinking"
        yield f'    shrinking = {optimiser.decay} if name.startswith("W") else 0.0'
    rule = updates.UPDATE_RULES[optimiser.id].new_value
    yield f"    new[name] = {_numpy(rule, names)}"


class _SymPyPrinter(StrPrinter):  # type: ignore[misc]
    """Prints an expression as code that makes it."""

    def _print_Function(self, expression: sympy.Function) -> str:
        name = expression.func.__name__
        place = "" if name in ("larger", "exceeds") else "sympy."
        return f"{place}{name}({self.stringify(expression.args, ', ')})"

    def _print_Piecewise(self, expression: sympy.Piecewise) -> str:
        pairs = ", ".join(
            f"({self._print(value)}, {self._print(when)})" for value, when in expression.args
        )
        return f"sympy.Piecewise({pairs})"

    def _print_Equality(self, expression: sympy.Eq) -> str:
        return f"sympy.Eq({self.stringify(expression.args, ', ')})"

    def _print_Rational(self, number: sympy.Rational) -> str:
        return f"sympy.Rational({number.p}, {number.q})"

    def _print_Half(self, number: sympy.Rational) -> str:
        return self._print_Rational(number)

    def _print_Pi(self, _number: sympy.Expr) -> str:
        return "sympy.pi"

    def _print_Exp1(self, _number: sympy.Expr) -> str:
        return "sympy.E"

    def _print_Pow(self, expression: sympy.Pow, rational: bool = False) -> str:
        del rational
        return str(super()._print_Pow(expression, rational=True))


def _sympy(expression: sympy.Expr) -> str:
    return str(_SymPyPrinter().doprint(expression))


def _numpy(expression: sympy.Expr, names: Mapping[sympy.Symbol, str]) -> str:
    """Return NumPy's code, in which symbols have other names."""
    placed = {symbol: sympy.Symbol(name) for symbol, name in names.items()}
    return str(NumPyPrinter().doprint(expression.subs(placed)))
