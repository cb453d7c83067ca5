"""What the fields of a struct can be, for whoever reads them from YAML."""

from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec


def options(wanted: Any) -> tuple[Any, ...]:
    """The types of a union; of any other type, itself."""
    return get_args(wanted) if isinstance(wanted, UnionType) or get_origin(wanted) is Union else (wanted,)


@cache
def types(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """The type of each field, and of what else is declared in the class."""
    return get_type_hints(struct)


BOOL: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""The words for true and false."""
