"""The API against its own document: asked for what it allows, and for what it does not."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from dashboard import api, security
from dashboard.app import create_app
from etl.settings import Settings
from etl.store import Store

FEW = hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def test_no_call_makes_the_server_fail(real: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((security, "CLICKS"), (api, "CALLS")):
        monkeypatch.setattr(module, name, "1000000 per minute")
    server = create_app(Store(real.store)).server
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", server)
    operations = [each.ok() for each in described.get_all_operations()]
    assert len(operations) >= 4
    for operation in operations:
        for mode in GenerationMode:
            strategy = operation.as_strategy(generation_mode=mode)
            FEW(given(case=strategy)(_does_not_fail))()


def _does_not_fail(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=[not_a_server_error])
