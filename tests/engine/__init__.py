import pytest

pytest.register_assert_rewrite("tests.engine.builds", "tests.engine.kills")
