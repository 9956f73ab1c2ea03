"""The page in a real browser: nothing is wider than a telephone, and nothing is asked of the network."""

import re
import shutil
import subprocess

import pytest

from foedera.report.page import write_report

BROWSER = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="Debian's chromium is not installed"),
]
PROBE = """<script>addEventListener("load", () => {
  const asked = performance.getEntriesByType("resource").length;
  document.body.setAttribute("data-seen", [innerWidth, document.documentElement.scrollWidth, asked].join(" "));
});</script>"""


def seen(page, tmp_path, width):
    probed = tmp_path / "probed.html"
    probed.write_text(
        page.read_text(encoding="utf-8").replace("</head>", PROBE + "</head>"), encoding="utf-8"
    )
    shown = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-quic", f"--user-data-dir={tmp_path / 'profile'}",
         f"--window-size={width},900", "--virtual-time-budget=5000", "--dump-dom", probed.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found = re.search(r'data-seen="(\d+) (\d+) (\d+)"', shown.stdout)
    assert found, shown.stderr[-2000:]
    return tuple(int(x) for x in found.groups())


@pytest.mark.parametrize("width", [500, 1280])
def test_fits_the_window_and_loads_nothing(width, run, tmp_path):
    page = write_report(run, tmp_path / "report.html")
    inner, needed, asked = seen(page, tmp_path, width)
    assert needed <= inner
    assert asked == 0
