from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Requests from member to member, and the conversations that come of them."""

    name = "community.connections"
    label = "connections"
    verbose_name = "Connections of members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.connections import leaving, personal_data, reportable  # noqa: F401 - registered when imported
        from community.connections.relay.receiving import take
        from review.inbound.other_addresses import register

        register(take)
