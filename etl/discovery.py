"""Finding the parts of a registry: modules of a package that declare one."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def declared(package: ModuleType, name: str) -> list[Any]:
    """What the package's modules define under `name` ('SOURCE', 'CHART' …), by module name."""
    modules = (
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
    )
    return [getattr(module, name) for module in modules if hasattr(module, name)]
