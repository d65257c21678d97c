"""What the measured mails say to each of their recipients, the same for every system."""

TEMPLATE = "bench_letter"
CITIES = ("Zürich", "Graz", "Turin", "Gdańsk", "Porto", "Ghent")


def address(number: int) -> str:
    return f"reader{number}@example.org"


def context(number: int) -> dict[str, object]:
    return {"customer_name": f"Reader {number}", "number": number, "city": CITIES[number % len(CITIES)], "since": 2001 + number % 24}
