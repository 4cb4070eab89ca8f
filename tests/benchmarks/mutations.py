"""Change files a little, as damage or ill will would: bytes, words, numbers and structures."""

import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Any

NASTY = [
    *("", " ", "0", "-0", "-1", "1e308", "-1e999", "nan", "inf", "1" * 400, "9" * 5000),
    *("true", "null", "[]", "{}", "[" * 300, "{a=" * 100, '"', "'''", "\\", "\x00", "\x1b[2J"),
    *("\u202e", "\ud7ff", "\U0010ffff", "é" * 50, "x" * 3000, "/dev/zero", "../../etc/passwd"),
    *("![x](/dev/zero)", "<img src=x>", "[a](file:///etc/passwd)", "$\\frac{", "@Variant(\\0)"),
    *("cos\nsystem\n(S'id'\ntR.", "4096", "4097", "65536", "2147483648", "18446744073709551616"),
    *("\r", "\n\n\n", ",", ";", "\t", "2024-02-30", "12:61", "1979-05-27T07:32:00Z", "0x", "1_0"),
]
SIZES = [0, 1, 2, 3, 255, 256, 65_535, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1]
_WORD = re.compile(rb"[A-Za-z_][\w-]*|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")

Mutate = Callable[[bytes, random.Random], bytes]


def of_bytes(data: bytes, dice: random.Random) -> bytes:
    """Change bytes wherever they are, one to four times."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed) + 1)
        length = min(int(dice.expovariate(1 / 12)) + 1, 4096)
        match dice.randrange(7):
            case 0:
                for place in range(at, min(at + length, len(changed))):
                    changed[place] = dice.randrange(256)
            case 1 if changed:
                changed[at % len(changed)] ^= 1 << dice.randrange(8)
            case 2:
                del changed[at : at + length]
            case 3:
                changed[at:at] = dice.randbytes(length)
            case 4:
                changed[at:at] = changed[at : at + length] * dice.randint(1, 40)
            case 5:
                del changed[at:]
            case _:
                number = struct.pack(dice.choice(["<Q", ">Q", "<I", ">I"]), _fitting(dice))
                changed[at : at + len(number)] = number
    return bytes(changed)


def _fitting(dice: random.Random) -> int:
    return dice.choice(SIZES) & 0xFFFFFFFF


def of_text(data: bytes, dice: random.Random) -> bytes:
    """Change words, numbers and lines of a text; now and then its bytes."""
    kind = dice.randrange(6)
    if kind == 0:
        return of_bytes(data, dice)
    for _ in range(dice.randint(1, 3)):
        if kind <= 3:
            found = list(_WORD.finditer(data))
            if found:
                match = dice.choice(found)
                word = dice.choice([_nasty(dice), dice.choice(found)[0]])
                data = data[: match.start()] + word + data[match.end() :]
        elif kind == 4:
            lines = data.split(b"\n")
            at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
            lines[at:at] = [lines[other]] * dice.choice([1, 1, 2, 500])
            if dice.random() < 0.5:
                del lines[dice.randrange(len(lines))]
            data = b"\n".join(lines)
        else:
            at = dice.randrange(len(data) + 1)
            data = data[:at] + _nasty(dice) + data[at:]
    return data


def _nasty(dice: random.Random) -> bytes:
    return dice.choice(NASTY).encode("utf-8", "surrogatepass")


def of_json(data: bytes, dice: random.Random) -> bytes:
    """Change a value somewhere in a JSON text; now and then its letters."""
    if dice.random() < 0.3:
        return of_text(data, dice)
    tree = json.loads(data)
    for _ in range(dice.randint(1, 3)):
        tree = _changed_tree(tree, dice)
    return json.dumps(tree).encode()


def _changed_tree(tree: Any, dice: random.Random, depth: int = 0) -> Any:
    if isinstance(tree, dict) and tree and dice.random() < 0.85:
        key = dice.choice(list(tree))
        if dice.random() < 0.15:
            tree[dice.choice(NASTY)] = tree.pop(key)
        else:
            tree[key] = _changed_tree(tree[key], dice, depth + 1)
        return tree
    if isinstance(tree, list) and tree and dice.random() < 0.7:
        at = dice.randrange(len(tree))
        if dice.random() < 0.3:
            tree[at:at] = tree[: dice.choice([1, 3, 100])]
        else:
            tree[at] = _changed_tree(tree[at], dice, depth + 1)
        return tree
    if isinstance(tree, int | float) and not isinstance(tree, bool) and dice.random() < 0.5:
        scaled = tree * dice.choice([-1, 0, 2, 1000, 10**18, 10**30])
        return dice.choice([-tree, scaled, tree + 1, tree // 3, 10**400 if depth else 0])
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    return dice.choice([None, True, "", -1, 1e308, 2**63, 2**200, [], {}, deep, *NASTY])


def of_npz(data: bytes, dice: random.Random) -> bytes:
    """Change an archive of arrays: its bytes, or a member with its sums made right again."""
    if dice.random() < 0.25:
        return of_bytes(data, dice)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    name = dice.choice(list(members))
    match dice.randrange(6):
        case 0:
            members[name] = of_bytes(members[name], dice)
        case 1:
            members[name] = _other_header(members[name], dice)
        case 2:
            members[f"{dice.choice(NASTY)}.npy"] = members.pop(name)
        case 3:
            members[name] = members[dice.choice(list(members))]
        case 4:
            del members[name]
        case _:
            head, body = _split_npy(members[name])
            text = body.startswith(b"{")
            members[name] = head + _as_long(
                of_json(body, dice) if text else of_bytes(body, dice), len(body), dice
            )
            if text:
                members[name] = _with_length(members[name], len(members[name]) - len(head))
    target = io.BytesIO()
    how = dice.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    with zipfile.ZipFile(target, "w", how) as packed:
        for each, content in members.items():
            if each.startswith("\0"):
                continue  # an archive cannot hold it
            packed.writestr(each, content)
            if dice.random() < 0.01:
                packed.writestr(f"{each}2", bytes(30_000_000), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _as_long(changed: bytes, length: int, dice: random.Random) -> bytes:
    if changed.startswith(b"{") or dice.random() < 0.2:
        return changed
    return (changed + bytes(length))[:length]


def _split_npy(member: bytes) -> tuple[bytes, bytes]:
    length = 10 + struct.unpack("<H", member[8:10])[0]
    return member[:length], member[length:]


def _with_length(member: bytes, length: int) -> bytes:
    """Let an array of bytes be as long as its header says."""
    _head, body = _split_npy(member)
    return _npy(f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({length},), }}", body)


def _other_header(member: bytes, dice: random.Random) -> bytes:
    head, body = _split_npy(member)
    text = head[10:].decode("latin-1")
    replaced = dice.choice(
        [
            (r"\([^)]*\)", f"({dice.choice(SIZES)}, {dice.choice(SIZES)})"),
            (r"\([^)]*\)", f"({dice.choice([-1, -(2**63), 0, 1, 10**30])},)"),
            (r"'descr': '[^']*'", f"'descr': {dice.choice(_KINDS)}"),
            (r"False", dice.choice(["True", "1", "None", "[" * 200, "(" * 5000])),
            (r"'", dice.choice(['"', "", "b'"])),
            (r"\{", dice.choice(["{" * 90, "__import__('os').system('id'), {", "-" * 9000 + "{"])),
        ]
    )
    return _npy(re.sub(replaced[0], lambda _: replaced[1], text, count=1), body)


_KINDS = [
    *("'|O'", "'<U9999999'", "'|V9'", "'<f2'", "'<c16'", "'<M8[s]'", "'|S0'", "'>f8'", "'<i8'"),
    *("[('a', '<f8'), ('b', '|O')]", "[('', '|u1')] * 3", "'x'", "1", "None", "('<f8', (99999,))"),
]


def _npy(header: str, body: bytes) -> bytes:
    text = header.strip().encode("latin-1", "replace")[:65_000] + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


def of_safetensors(data: bytes, dice: random.Random) -> bytes:
    """Change such a file: its bytes, or its header with the length made right again."""
    if dice.random() < 0.3:
        return of_bytes(data, dice)
    length = struct.unpack("<Q", data[:8])[0]
    header, body = data[8 : 8 + length], data[8 + length :]
    if dice.random() < 0.75:
        header = of_json(header, dice)
    else:
        body = of_bytes(body, dice)
    return struct.pack("<Q", len(header)) + header + body


def of_idx(data: bytes, dice: random.Random) -> bytes:
    """Change images or labels: their bytes, or one of the sizes in their header."""
    if dice.random() < 0.6:
        return of_bytes(data, dice)
    changed = bytearray(data)
    sizes = changed[3] or 1
    at = 4 + 4 * dice.randrange(sizes)
    changed[at : at + 4] = struct.pack(">I", _fitting(dice))
    if dice.random() < 0.3:
        changed[dice.choice([0, 1, 2, 3])] = dice.randrange(256)
    return bytes(changed)
