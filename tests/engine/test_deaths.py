"""Workers that die at any moment: no batch is left out, none comes twice, and the order stays."""

from concurrent.futures import BrokenExecutor, Future

import pytest

from digest.engine.crew import Answer, Crew, Executor, Lost

BATCHES = [bytes([number]) for number in range(20)]


def work(batch: bytes) -> bytes:
    return batch * 2


class Mortal:
    """Does batches at once, and dies when the last of its life is handed over, or asked for."""

    def __init__(self, life: int, at: str) -> None:
        self.life = life
        self.at = at

    def submit(self, work: object, batch: bytes, /) -> Answer:
        self.life -= 1
        answer: Future[bytes] = Future()
        if self.life < 0:
            if self.at == "submit":
                raise BrokenExecutor
            answer.set_exception(BrokenExecutor())
        else:
            answer.set_result(batch * 2)
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass


def run(*lives: int, at: str) -> list[bytes]:
    left = list(lives)

    def start() -> tuple[Executor, int]:
        return Mortal(left.pop(0) if left else 1000, at), 2

    with Crew(start=start) as crew:
        return list(crew.run(work, ((1.0, batch) for batch in BATCHES)))


@pytest.mark.parametrize("at", ["submit", "result"])
@pytest.mark.parametrize("life", range(22))
def test_no_batch_is_left_out_when_workers_die(life: int, at: str) -> None:
    assert run(life, at=at) == [work(batch) for batch in BATCHES]


@pytest.mark.parametrize("at", ["submit", "result"])
def test_workers_that_die_twice_over_the_same_work_are_the_end(at: str) -> None:
    with pytest.raises(Lost):
        run(5, 0, at=at)
