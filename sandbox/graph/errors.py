"""What the Graph API says when it refuses."""

from __future__ import annotations

from sandbox.posts import Json


class GraphError(Exception):
    """An answer with an `error` object."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        kind: str = "OAuthException",
        transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.subcode = status, code, subcode
        self.message, self.kind, self.transient = message, kind, transient

    def body(self, trace: str) -> Json:
        error: Json = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient:
            error["is_transient"] = True
        return {"error": error | {"fbtrace_id": trace}}


def bad_token() -> GraphError:
    return GraphError(400, 190, "Invalid OAuth access token - Cannot parse access token")


def expired_token() -> GraphError:
    return GraphError(
        401,
        190,
        "Error validating access token: Session has expired on Sunday, 01-Mar-26 10:00:00 PST.",
        subcode=463,
    )


def no_token() -> GraphError:
    return GraphError(
        400,
        104,
        "An access token is required to request this resource.",
    )


def bad_proof() -> GraphError:
    return GraphError(
        400,
        100,
        "Invalid appsecret_proof provided in the API argument",
        kind="GraphMethodException",
    )


def unknown_version(version: str) -> GraphError:
    return GraphError(400, 2500, f"Unknown path components: /{version}")


def unknown_path(path: str) -> GraphError:
    return GraphError(400, 2500, f"Unknown path components: /{path}")


def no_such_field(name: str, node: str) -> GraphError:
    return GraphError(
        400, 100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})"
    )


def invalid_parameter(message: str) -> GraphError:
    return GraphError(400, 100, f"(#100) {message}")


def gone(method: str, name: str) -> GraphError:
    return GraphError(
        400,
        100,
        f"Unsupported {method.lower()} request. Object with ID '{name}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. Please read the "
        "Graph API documentation at https://developers.facebook.com/docs/graph-api",
        subcode=33,
        kind="GraphMethodException",
    )


def call_limit() -> GraphError:
    return GraphError(403, 4, "(#4) Application request limit reached", transient=True)


def duplicate_post() -> GraphError:
    return GraphError(
        400,
        506,
        "Duplicate status message",
        subcode=1455006,
    )


def outside_window() -> GraphError:
    return GraphError(
        400, 10, "(#10) This message is sent outside of allowed window.", subcode=2018278
    )


def answered_before() -> GraphError:
    return GraphError(
        400,
        100,
        "(#100) Activity already replied to: this object was already replied privately",
        subcode=10900,
    )


def retired_tag(tag: str) -> GraphError:
    return GraphError(400, 100, f"(#100) Param tag is no longer supported: {tag}", subcode=2018276)


def unavailable_person() -> GraphError:
    return GraphError(400, 551, "(#551) This person isn't available right now.", subcode=1545041)
