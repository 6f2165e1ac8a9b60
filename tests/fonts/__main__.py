"""./dev fonts: cut the fonts down to the letters that the translations use, into spotsigns/static/fonts/.

The sources are the Noto fonts of the system's package (SIL Open Font License 1.1).
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from fontTools import subset

from spotsigns.translation.catalogue import complete_languages
from tests.fonts.letters import FONTS, OUT, TABLE, letters_of

SYSTEM = Path("/usr/share/fonts/truetype/noto")
# Numbers and marks of Latin script come from the phone's own font.
OF_THE_PHONE = range(0x21, 0x250)


def main() -> int:
    OUT.mkdir(exist_ok=True)
    made: list[str] = []
    named = {language.font for language in complete_languages()}
    for name, source in FONTS.items():
        if name not in named:
            continue
        if not (SYSTEM / source).is_file():
            print(f"{SYSTEM / source} is not there. Install it: apt-get install fonts-noto-core", file=sys.stderr)
            return 1
        options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False, notdef_outline=True)
        font = subset.load_font(SYSTEM / source, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[point for point in map(ord, letters_of(name)) if point not in OF_THE_PHONE])
        subsetter.subset(font)
        # The time of making would change the file, and with it the release, though nothing else did.
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        subset.save_font(font, OUT / f"{name}.woff2", options)
        made.append(_entry(name, source, font["name"].getDebugName(5)))
        print(f"{name}: {(OUT / f'{name}.woff2').stat().st_size:,} B")
    TABLE.write_text("# Fonts cut by './dev fonts'. A test checks every sha256.\n" + "".join(made), "utf-8")
    return 0


def _entry(name: str, source: str, version: str) -> str:
    digest = hashlib.sha256((OUT / f"{name}.woff2").read_bytes()).hexdigest()
    number = version.removeprefix("Version ").split(";")[0].strip()
    return f'\n[[vendored]]\nname = "{source.removesuffix("-Regular.ttf")}"\nversion = "{number}"\nlicence = "OFL-1.1"\nfile = "{name}.woff2"\nsha256 = "{digest}"\n'


if __name__ == "__main__":
    sys.exit(main())
