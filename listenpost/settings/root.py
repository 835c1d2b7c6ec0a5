"""Everything that can be set: one section a noun."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from listenpost.settings.access import AccessSettings
from listenpost.settings.approval import ApprovalSettings
from listenpost.settings.articles import ArticleSettings
from listenpost.settings.brand import Brand
from listenpost.settings.business_hours import BusinessHours
from listenpost.settings.channels import ChannelSettings
from listenpost.settings.classifier import ClassifierSettings
from listenpost.settings.customers import CustomerSettings
from listenpost.settings.dashboard import DashboardSettings
from listenpost.settings.database import DatabaseSettings
from listenpost.settings.flood import FloodSettings
from listenpost.settings.goodwill import GoodwillSettings
from listenpost.settings.handoff import HandoffSettings
from listenpost.settings.message_templates import MessageTemplateSettings
from listenpost.settings.monitoring import MonitoringSettings
from listenpost.settings.notifications import NotificationSettings
from listenpost.settings.practice import PracticeSettings
from listenpost.settings.priority import PrioritySettings
from listenpost.settings.privacy import PrivacySettings
from listenpost.settings.pulse import PulseSettings
from listenpost.settings.retention import RetentionSettings
from listenpost.settings.rewriting import RewritingSettings
from listenpost.settings.routes import RouteRuleSettings
from listenpost.settings.sealing import SecretSettings
from listenpost.settings.section import Section
from listenpost.settings.sla import SlaSettings
from listenpost.settings.survey import SurveySettings
from listenpost.settings.teams import TeamsSettings
from listenpost.settings.translation import TranslationSettings
from listenpost.settings.voice import VoiceSettings
from listenpost.settings.webhooks import WebhookSettings
from listenpost.settings.weekly_report import WeeklyReportSettings
from listenpost.settings.worker import WorkerSettings


class Settings(Section):
    """Everything that can be set. `accounts` and `listeners` are read by their own classes."""

    brand: Brand = Brand()
    database: DatabaseSettings = DatabaseSettings()
    worker: WorkerSettings = WorkerSettings()
    dashboard: DashboardSettings = DashboardSettings()
    access: AccessSettings = AccessSettings()
    classifier: ClassifierSettings = ClassifierSettings()
    sla: SlaSettings = SlaSettings()
    customers: CustomerSettings = CustomerSettings()
    priority: PrioritySettings = PrioritySettings()
    business_hours: BusinessHours = BusinessHours()
    teams: TeamsSettings = TeamsSettings()
    privacy: PrivacySettings = PrivacySettings()
    secrets: SecretSettings = SecretSettings()
    articles: ArticleSettings = ArticleSettings()
    retention: RetentionSettings = RetentionSettings()
    approval: ApprovalSettings = ApprovalSettings()
    goodwill: GoodwillSettings = GoodwillSettings()
    rewriting: RewritingSettings = RewritingSettings()
    translation: TranslationSettings = TranslationSettings()
    voice: VoiceSettings = VoiceSettings()
    flood: FloodSettings = FloodSettings()
    survey: SurveySettings = SurveySettings()
    webhooks: WebhookSettings = WebhookSettings()
    handoff: HandoffSettings = HandoffSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    notifications: NotificationSettings = NotificationSettings()
    weekly_report: WeeklyReportSettings = WeeklyReportSettings()
    pulse: PulseSettings = PulseSettings()
    practice: PracticeSettings = PracticeSettings()
    channels: tuple[ChannelSettings, ...] = Field(
        default=(), description="[[channels]]: where matters can be settled."
    )
    routes: tuple[RouteRuleSettings, ...] = Field(
        default=(), description="[[routes]]: which channels the brand wants for which cases."
    )
    message_templates: tuple[MessageTemplateSettings, ...] = Field(
        default=(),
        description="[[message_templates]]: what WhatsApp has approved for after its window.",
    )
    helpdesks: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="[helpdesks.NAME]: kind and its own settings."
    )
    accounts: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="[accounts.NAME]: platform and its credentials."
    )
    listeners: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="[listeners.NAME]: kind, account and its own settings."
    )
