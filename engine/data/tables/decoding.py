"""From the bytes of a table's file to UTF-8."""

import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from engine.errors import DatasetError

UTF_8 = "UTF-8"

_WINDOWS = "Windows-1252"
_PACKED = {b"PK\x03\x04": "a ZIP or Excel file", b"\xd0\xcf\x11\xe0": "an old Excel file"}
# No text has them, whatever its encoding; tab, line ends and form feed are none of them.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def to_utf8(content: bytes, file: Path) -> tuple[bytes, str]:
    """Return a file's text in UTF-8 without a byte order mark, and the encoding it had.

    UTF-16 is known by its byte order mark. What is not UTF-8 is read as Windows-1252: most files
    of eight bits are, and numbers are the same in all of them. Whoever reads is shown the
    encoding, as names may not be what they were.

    Raises
    ------
    DatasetError
        The file is empty or no text.
    """
    content, encoding = content.removeprefix(BOM_UTF8), UTF_8
    if content[:4] in _PACKED:
        raise DatasetError(f"{file}: is {_PACKED[content[:4]]}, expected text (save it as CSV)")
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "UTF-16"
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError:
            raise DatasetError(f"{file}: is damaged UTF-16 text, expected UTF-8") from None
    if not content.strip():
        raise DatasetError(f"{file}: is empty, expected rows of fields")
    for line, raw in enumerate(io.BytesIO(content), start=1):
        if b"\0" in raw:
            raise DatasetError(f"{file}: line {line:,}: has a NUL byte, expected text")
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            return _from_windows(content, file, line, raw[error.start]), _WINDOWS
    return content, encoding


def _from_windows(content: bytes, file: Path, line: int, byte: int) -> bytes:
    try:
        if not _CONTROL.search(content):
            return content.decode("cp1252").encode()
    except UnicodeDecodeError:
        pass
    raise DatasetError(
        f"{file}: line {line:,}: byte 0x{byte:02x} is not UTF-8,"
        " expected UTF-8 text (save it as CSV UTF-8)"
    )
