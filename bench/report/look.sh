#!/usr/bin/env bash
# Opens a report in a real browser (Chromium, headless) and looks at what a reader would meet: errors in the console, charts that were drawn,
# rows of tables, links that lead nowhere, words that run out of the window. Takes pictures at 400 and 1,600 pixels, in light and in dark.
#
#     bench/report/look.sh results/quick/report.html [folder for pictures]
set -euo pipefail
report=$(realpath "$1")
pictures=${2:-$(mktemp -d)}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
mkdir -p "$pictures"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

browse() {
    "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --enable-logging=stderr --virtual-time-budget=60000 "$@"
}

# Charts are drawn when they come into sight, or all at once before printing: without frames, as here, by the latter.
# What is asked of the page stands in its title afterwards: a copy of it gets a script more, allowed by the page's own policy.
cat >"$scratch/ask.js" <<'SCRIPT'
addEventListener("load", () => dispatchEvent(new Event("beforeprint")));
addEventListener("load", () => setTimeout(() => {
  const ids = new Set([...document.querySelectorAll("[id]")].map(element => element.id));
  const links = [...document.querySelectorAll("a[href]")].map(link => link.getAttribute("href"));
  document.title = "LOOK " + JSON.stringify({
    charts: document.querySelectorAll("div.plot").length, drawn: [...document.querySelectorAll("div.plot")].filter(plot => plot.querySelector(".main-svg")).length,
    pictures: document.querySelectorAll(".agent svg").length, cells: document.querySelectorAll("#cells tbody tr").length, agents: document.querySelectorAll("#agents tbody tr").length,
    brokenAnchors: links.filter(link => link.startsWith("#") && !ids.has(link.slice(1))), files: [...new Set(links.filter(link => !link.startsWith("#")))],
    tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  });
}, 20000));
SCRIPT
{ sed '/<\/body>/,$d' "$report"; echo "<script>"; cat "$scratch/ask.js"; echo "</script></body></html>"; } >"$scratch/report.html"

failed=0
for width in 400 1600; do
    browse --window-size="$width,2400" --dump-dom "file://$scratch/report.html" >"$scratch/dom" 2>"$scratch/log" || true
    found=$(grep -o '<title>LOOK [^<]*' "$scratch/dom" | sed 's/<title>LOOK //; s/&amp;/\&/g' || true)
    errors=$(grep -c 'CONSOLE' "$scratch/log" || true)
    echo "$width pixels: ${found:-nothing}; $errors lines in the console"
    grep 'CONSOLE' "$scratch/log" || true
    [ -n "$found" ] && [ "$errors" -eq 0 ] || failed=1
    case $found in *'"brokenAnchors":[]'*) ;; *) echo "links within the page that lead nowhere"; failed=1 ;; esac
    case $found in *'"tooWide":0'*) ;; *) echo "the page is wider than the window"; failed=1 ;; esac
    [ "$(grep -o '"charts":[0-9]*' <<<"$found" | cut -d: -f2)" = "$(grep -o '"drawn":[0-9]*' <<<"$found" | cut -d: -f2)" ] || { echo "charts that were not drawn"; failed=1; }
    for file in $(grep -o '"files":\[[^]]*' <<<"$found" | sed 's/"files":\[//; s/[",]/ /g'); do
        [ -e "$(dirname "$report")/$file" ] || { echo "no file $file"; failed=1; }
    done
    # No window is as narrow as a telephone, but a frame in one can be.
    echo "<body style='margin:0'><iframe src='file://$report' style='width:${width}px;height:6000px;border:0'></iframe></body>" >"$scratch/frame.html"
    browse --window-size="$((width < 800 ? 800 : width)),6000" --screenshot="$pictures/$width.png" "file://$scratch/frame.html" >"$scratch/log" 2>&1
    browse --window-size="$((width < 800 ? 800 : width)),6000" --blink-settings=preferredColorScheme=0 --screenshot="$pictures/$width-dark.png" "file://$scratch/frame.html" >"$scratch/log" 2>&1
done
browse --print-to-pdf="$pictures/report.pdf" --no-pdf-header-footer "file://$report" >"$scratch/log" 2>&1
echo "Pictures: $pictures"
exit "$failed"
