"""What the Cloud API says when it refuses."""

from __future__ import annotations

from sandbox.posts import Json


class WhatsAppError(Exception):
    """An answer with an `error` object."""

    def __init__(self, status: int, code: int, message: str, details: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details

    def body(self) -> Json:
        error = {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "Apractice",
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {"error": error}


def bad_token() -> WhatsAppError:
    return WhatsAppError(401, 190, "Invalid OAuth access token - Cannot parse access token")


def unknown_object(name: str) -> WhatsAppError:
    return WhatsAppError(
        400, 33, f"Unsupported request. Object with ID '{name}' does not exist", "Unknown id"
    )


def invalid_parameter(details: str) -> WhatsAppError:
    return WhatsAppError(400, 100, "Invalid parameter", details)


def undeliverable() -> WhatsAppError:
    return WhatsAppError(400, 131026, "Message undeliverable", "Message Undeliverable.")
