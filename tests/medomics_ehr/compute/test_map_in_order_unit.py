"""Work over many items, in processes and in this one: each item once, results in the order of the items."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from medomics_ehr.compute import map_in_order


def _place(item: int) -> tuple[int, int]:
    time.sleep(0.005 * (item % 3))  # so that results are not ready in the order of the items
    return item, os.getpid()


def _refused(item: int) -> int:
    if item == 7:
        raise ValueError(item)
    return item


@pytest.mark.parametrize("is_idle", [True, False])
@pytest.mark.parametrize("processes", [2, 4])
def test_order_is_kept_where_this_process_works_too(is_idle: bool, processes: int) -> None:
    placed = list(map_in_order(_place, range(200), processes=processes, here=lambda: is_idle))
    assert [item for item, _ in placed] == list(range(200))


def test_this_process_works_while_the_others_start_and_then_only_when_idle() -> None:
    """Where it is not idle, it makes the first items alone, however long the others take to start."""
    placed: list[tuple[int, int]] = []

    def until_others_work() -> Iterator[int]:
        item = 0
        while len({place for _, place in placed}) < 2 and item < 100_000:
            yield item
            item += 1

    for result in map_in_order(_place, until_others_work(), processes=2, here=lambda: False):
        placed.append(result)
    own = [item for item, place in placed if place == os.getpid()]
    assert own == list(range(len(own)))
    assert 0 < len(own) < len(placed)


def test_this_process_works_again_where_it_is_idle() -> None:
    """Once the others work, it still takes items."""
    placed: list[int] = []

    def until_own_after_others() -> Iterator[int]:
        item = 0
        while not _own_after_others(placed) and item < 100_000:
            yield item
            item += 1

    for _, place in map_in_order(_place, until_own_after_others(), processes=2, here=lambda: True):
        placed.append(place)
    assert _own_after_others(placed)


def _own_after_others(places: list[int]) -> bool:
    first = next((n for n, place in enumerate(places) if place != os.getpid()), len(places))
    return os.getpid() in places[first:]


@pytest.mark.parametrize("is_idle", [True, False])
def test_an_error_is_raised_wherever_it_arises(is_idle: bool) -> None:
    with pytest.raises(ValueError, match="7"):
        list(map_in_order(_refused, range(100), processes=2, here=lambda: is_idle))


def test_work_that_is_given_up_leaves_no_process_waiting() -> None:
    results = map_in_order(_place, iter(range(10_000)), processes=2, here=lambda: True)
    assert next(results)[0] == 0
    results.close()  # type: ignore[attr-defined]


def test_no_item_gives_no_result() -> None:
    assert list(map_in_order(_place, [], processes=2, here=lambda: True)) == []


def _doubled(item: bytes) -> bytes:
    return item * 2


@pytest.mark.parametrize("is_idle", [True, False])
def test_items_and_results_of_any_size_come_through_slots(is_idle: bool) -> None:
    """Of 1 kB: items with room for item and result, for the item only, and for neither."""
    items = [bytes([n % 256]) * size for n in range(60) for size in (10, 700, 5_000)]
    doubled = map_in_order(_doubled, items, processes=3, here=lambda: is_idle, slot_bytes=1_000)
    assert list(doubled) == [item + item for item in items]


def test_an_error_is_raised_where_items_go_through_slots() -> None:
    with pytest.raises(ValueError, match="7"):
        list(map_in_order(_refused, range(100), processes=2, here=lambda: False, slot_bytes=1_000))


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not list what a process maps")
def test_slots_go_with_the_work_also_where_it_is_given_up() -> None:
    list(map_in_order(_place, range(20), processes=2, here=lambda: True, slot_bytes=1_000))
    results = map_in_order(_place, range(1_000), processes=2, here=lambda: True, slot_bytes=1_000)
    assert next(results)[0] == 0
    assert "memfd:slots" in Path("/proc/self/maps").read_text()
    results.close()  # type: ignore[attr-defined]
    assert "memfd:slots" not in Path("/proc/self/maps").read_text()
    assert not any("memfd:slots" in os.readlink(file) for file in Path("/proc/self/fd").iterdir() if file.is_symlink())
