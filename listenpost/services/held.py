"""All that is held on one customer, for her or for whoever answers her request."""

from __future__ import annotations

from typing import Any

from domain.errors import BadInput
from domain.role import Actor, Permission, require
from listenpost.services.app import App
from storage import holdings, snapshots, users
from storage.models import Customer


def held_on(app: App, actor: Actor, customer_id: int) -> dict[str, Any]:
    """Every record about a customer, table by table, and a note that somebody asked."""
    require(actor.role, Permission.ERASE_CUSTOMERS)
    return export(app, customer_id, user_id=actor.id)


def export(app: App, customer_id: int, *, user_id: int | None) -> dict[str, Any]:
    """The same for the command line. What `erase` empties is exactly what this prints."""
    with app.database.write() as session:
        if session.get(Customer, customer_id) is None:
            raise BadInput(f"There is no customer {customer_id}.")
        found = holdings.of_customer(session, customer_id)
        users.audit(
            session,
            "customer.exported",
            f"customer:{customer_id}",
            user_id=user_id,
            wall=app.clock.wall(),
        )
        return {
            "customer": customer_id,
            "at": app.clock.now().isoformat(),
            "records": {
                table: [snapshots.take(row) for row in rows] for table, rows in found.items()
            },
        }
