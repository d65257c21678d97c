"""What the environment says about mail."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from config.env_reader import Reader

SMTP_SCHEMES = ("smtp", "smtps")
DEVELOPMENT_SCHEMES = ("file", "console", "memory")
PROVIDERS = (
    *("amazon-ses", "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill"),
    *("postal", "postmark", "resend", "scaleway", "sendgrid", "sparkpost", "unisender-go"),
)
SCHEMES = (*SMTP_SCHEMES, *DEVELOPMENT_SCHEMES, *PROVIDERS)
TLS = ("implicit", "starttls", "none")
MOST_SECONDS = 60
"""For which a mail into a file may be made to take."""

ONE_LINE_ADDRESS = r"[^\x00-\x1f\x7f]*@[^\x00-\x1f\x7f]+"
_BARE_ADDRESS = r"([^\s@,;<>\"]+@[^\s@,;<>\"]+)?"
_RATE = r"[1-9]\d{0,8}/(?:second|minute|hour|day)"
_A_RATE = "a number of mails in a time, as 20/second, 100/minute, 1000/hour or 50000/day"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEnvironment:
    """`bulk_url` and `bulk_from_email` are those of all mail unless they are set; `fallback_url` is empty without a second provider."""

    url: str
    bulk_url: str
    fallback_url: str
    folder: Path
    from_email: str
    bulk_from_email: str
    rate: str
    domain_rates: dict[str, str]
    override_to: str

    @property
    def urls(self) -> dict[str, str]:
        """Those that are used, by the name of their variable."""
        named = {"MAIL_URL": self.url, "MAIL_BULK_URL": self.bulk_url, "MAIL_FALLBACK_URL": self.fallback_url}
        return {name: url for name, url in named.items() if url}


def read_mail(reader: Reader, data_dir: Path) -> MailEnvironment:
    url = _main_url(reader)
    sender = reader.matching("DEFAULT_FROM_EMAIL", "Our App <noreply@example.org>", ONE_LINE_ADDRESS, "one line with an address")
    return MailEnvironment(
        url=url,
        bulk_url=_url(reader, "MAIL_BULK_URL", url),
        fallback_url=_url(reader, "MAIL_FALLBACK_URL", ""),
        folder=Path(reader.text("MAIL_DIR", str(data_dir / "mail"))),
        from_email=sender,
        bulk_from_email=reader.matching("MAIL_BULK_FROM", sender, ONE_LINE_ADDRESS, "one line with an address"),
        rate=reader.matching("MAIL_RATE", "", f"(?:{_RATE})?", _A_RATE),
        domain_rates=_domain_rates(reader),
        override_to=reader.matching("MAIL_OVERRIDE_TO", "", _BARE_ADDRESS, "one address and nothing else"),
    )


def _main_url(reader: Reader) -> str:
    host = reader.text("SMTP_HOST")
    port = reader.number("SMTP_PORT", 587, highest=65535)
    user, password = (quote(reader.text(name), safe="") for name in ("SMTP_USER", "SMTP_PASSWORD"))
    login = f"{user}:{password}@" if user else ""
    return _url(reader, "MAIL_URL", f"smtp://{login}{host}:{port}" if host else "file:")


def _url(reader: Reader, name: str, default: str) -> str:
    found = reader.url(name, default, SCHEMES)
    faults = _FAULTS.get(urlsplit(found).scheme)
    reader.faults.extend(f"{name} {fault}" for fault in (faults(found) if faults else []))
    return found


def _smtp_faults(url: str) -> list[str]:
    """What is wrong with it. It may hold a password, so little of it is repeated."""
    parts, options = urlsplit(url), parse_qs(urlsplit(url).query, keep_blank_values=True)
    faults = [] if parts.hostname else ["names no host; it is written smtp://user:password@host:587"]
    if unknown := options.keys() - {"tls"}:
        faults.append(f"has the option {sorted(unknown)[0]}; there is tls alone")
    tls = options.get("tls", ["none"])[0]
    if tls not in TLS:
        faults.append(f"says tls={tls}; it can be implicit, starttls or none")
    if parts.username and not parts.password:
        faults.append("has a user and no password")
    return faults


def _file_faults(url: str) -> list[str]:
    options = parse_qs(urlsplit(url).query, keep_blank_values=True)
    if unknown := options.keys() - {"seconds"}:
        return [f"has the option {sorted(unknown)[0]}; there is seconds alone"]
    seconds = options.get("seconds", ["0"])[0]
    is_number = bool(re.fullmatch(r"\d+(\.\d+)?", seconds, re.ASCII)) and float(seconds) <= MOST_SECONDS
    return [] if is_number else [f"says seconds={seconds}; it can be from 0 to {MOST_SECONDS}"]


_FAULTS: dict[str, Callable[[str], list[str]]] = {**dict.fromkeys(SMTP_SCHEMES, _smtp_faults), "file": _file_faults}


def _domain_rates(reader: Reader) -> dict[str, str]:
    """`gmail.com=10/second,*=2/second`."""
    domain = r"(?:\*|[^\s,=@/]+)"
    pairs = reader.matching(
        "MAIL_DOMAIN_RATES",
        "",
        rf"(?:{domain}={_RATE}(?:\s*,\s*{domain}={_RATE})*)?",
        f"domains with their rates, as gmail.com=10/second,*=2/second; each {_A_RATE}",
    )
    return dict(pair.strip().split("=") for pair in pairs.split(",") if pair.strip() and "=" in pair)
