"""The gallery shows the pages that there are, in pictures that a reader can load."""

from __future__ import annotations

from scripts.gallery import FILE, FOLDER, SCHEMES, SIZES, file_name, shots, text_of

LARGEST_KB = 60


def test_every_page_stands_in_the_gallery_light_and_dark_on_a_desktop_and_on_a_phone() -> None:
    assert FILE.read_text(encoding="utf-8") == text_of(shots()), "`make gallery` takes them anew"
    wanted = {
        file_name(one.name, size, mode) for one in shots() for size in SIZES for mode in SCHEMES
    }
    assert {file.name for file in FOLDER.iterdir()} == wanted


def test_no_picture_is_large() -> None:
    sizes = {file.name: file.stat().st_size / 1000 for file in FOLDER.iterdir()}
    assert {name: size for name, size in sizes.items() if size > LARGEST_KB} == {}
