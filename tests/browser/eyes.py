"""What a person with poor eyesight or a small screen would stumble over, as a browser has laid the page out."""

from typing import Any

from playwright.sync_api import Page

FAINT = """() => {
  const channels = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = ([red, green, blue]) => [red, green, blue]
    .map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const color = channels(getComputedStyle(one).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const speaks = element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const isRead = element => element.checkVisibility({visibilityProperty: true}) && !element.matches(":disabled, option, script, style");
  return [...document.body.querySelectorAll("*")]
    .filter(element => speaks(element) && isRead(element))
    .map(element => {
      const pair = [light(channels(getComputedStyle(element).color)), light(behind(element))].sort();
      const {fontSize, fontWeight} = getComputedStyle(element);
      const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
      return [element, (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), isLarge ? 3 : 4.5];
    })
    .filter(([, contrast, least]) => contrast < least)
    .map(([element, contrast]) => [element.className || element.tagName, element.textContent.trim(), contrast.toFixed(2)].join(" "));
}"""

CUT_OFF = """() => [...document.querySelectorAll("td")]
  .filter(cell => cell.checkVisibility() && cell.getBoundingClientRect().right > innerWidth)
  .map(cell => cell.textContent.trim().slice(0, 30))"""


def faint(page: Page) -> Any:
    """Texts whose contrast with what is behind them is below 4.5 to 1, or 3 to 1 if they are large (WCAG 2.2, 1.4.3)."""
    return page.evaluate(FAINT)


def cut_off(page: Page) -> Any:
    """Cells of tables that end beyond the right edge of the window, where nothing says that they are there."""
    return page.evaluate(CUT_OFF)


def width(page: Page) -> int:
    """Of the whole page, in CSS pixels: more than the window's is scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))
