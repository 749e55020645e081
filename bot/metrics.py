"""What monitors may read: counts and ages, no content."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """One registry per desk; nothing is global."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.effects = Counter(
            "modbot_effects_total",
            "Effects carried out, by kind and result.",
            ["kind", "result"],
            registry=self.registry,
        )
        self.ack = Histogram(
            "modbot_ack_seconds",
            "Time from a request of Slack's to our ack.",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
            registry=self.registry,
        )
        self.captured = Counter(
            "modbot_captured_total", "Comments captured, by platform.", ["platform"], registry=self.registry
        )
        self.queue = Gauge(
            "modbot_queue_cases", "Cases that wait, by urgency.", ["urgency"], registry=self.registry
        )
        self.oldest = Gauge(
            "modbot_oldest_due_effect_seconds", "Age of the longest overdue effect.", registry=self.registry
        )
        self.waiting = Gauge(
            "modbot_effects_waiting", "Effects that wait, by kind.", ["kind"], registry=self.registry
        )
