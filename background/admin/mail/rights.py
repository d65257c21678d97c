"""Who may change what concerns mail: those who may see it, and operate it."""

from django.http import HttpRequest

from background.admin.rules import OPERATE_MAIL, VIEW_MAIL


def may_operate(request: HttpRequest) -> bool:
    return request.user.has_perms((VIEW_MAIL, OPERATE_MAIL))
