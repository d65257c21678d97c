"""Pages of the admin as text."""

from django.test import Client


def text(client: Client, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()
