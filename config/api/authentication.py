"""Know people by the token they send: `Authorization: Token …`."""

from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class TokenAuthentication(KnoxTokenAuthentication):  # type: ignore[misc]  # knox has no types
    """Knox's, without its UnicodeDecodeError on a token that is not ASCII: that is a wrong token, not our failure."""

    def authenticate_credentials(self, token: bytes) -> tuple[object, object]:
        if not token.isalnum():
            raise AuthenticationFailed("Invalid token.")
        user, auth_token = super().authenticate_credentials(token)
        return user, auth_token
