"""Which permission each use case asks for; docs/access.md says which role has it."""

from __future__ import annotations

from domain.role import Permission

SERVICES: dict[Permission, str] = {
    Permission.READ_CASES: """
        approvals.of_case border.border case_mark.mark case_view.view company.here company.others
        brand_topics.said_of connected_list.nothing_yet corrections.labels_of
        customers.view customers.timeline customers.of_case flood.outlook
        goodwill.of_case handoff.of_case inbox.rows inbox.counts inbox.page
        macros.listed notes.add notes.colleagues promises.of_case
        recommending.explained seen.last statements.view statements.headlines
        stuck.standing stuck.counts stuck.waits stuck.ending surges.shown tickets.of_case
        translating.translate
    """,
    Permission.ANSWER: """
        approvals.take_back approvals.leaving brand_topics.say brand_topics.take_back
        assignment.assign case_actions.claim
        case_actions.release case_actions.snooze case_actions.resolve case_actions.dismiss
        case_actions.reopen corrections.correct flood.send_anyway goodwill.ask handoff.make
        handoff.revoke handoff.make_pin handoff_opening.open_as handoff_opening.story
        handoff_outcome.note identity.link identity.merge identity.accept identity.reject
        identity.unlink identity.unlink_account identity.undo inbox.take_next incidents.take_out
        incidents.put_back macros.usable macros.fill promises.keep promises.drop regrouping.merge
        regrouping.split respond.send respond.save_draft respond.send_again respond.mark_sent
        respond.give_up rewriting.rewrite stuck.redirect tickets.request tickets.retry undoing.undo
    """,
    Permission.APPROVE_STATEMENTS: "statements.approve statements.send statements.close",
    Permission.APPROVE_REPLIES: """
        approvals.queue approvals.count approvals.approve approvals.give_back goodwill.asked_for
        goodwill.grant goodwill.decline goodwill.withdraw macros.save macros.remove
    """,
    Permission.READ_PULSE: """
        pulse.read pulse.languages pulse_change.read pulse_change.evidence pulse_split.read
        pulse_voice.read
        saved_views.listed saved_views.save saved_views.remove
    """,
    Permission.READ_REPORTS: """
        hop_report.report ledger.report ledger.teams ledger.unanswered ledger_groups.report
        outcome_report.report outcome_report.mood promise_report.report sla_report.report
        workload.read workload.forecast
    """,
    Permission.READ_HEALTH: """
        health.read model_card.read notifying.places_as notifying.try_out_as telling.retry_as
    """,
    Permission.MANAGE_TOPICS: """
        brand_topics.listed brand_topics.examples brand_topics.save brand_topics.remove
        brand_topics.merge brand_topics.add_text topic_reach.preview topic_reach.apply
        topic_reach.progress
    """,
    Permission.ERASE_CUSTOMERS: "erase.erase held.held_on",
    Permission.MANAGE_USERS: """
        people.listed people.view people.waiting_addresses people.add people.change_role
        people.reset_password people.switch_off people.switch_on people.unlock people.end_sessions
        people.set_duty people.add_team people.team_rows
    """,
    Permission.MANAGE_ACCOUNTS: """
        connected_list.listed connected_list.view connecting.connect
        connecting.change connecting.pause connecting.go_on connecting.remove trying.try_out
        practice.switch_on practice.switch_off
    """,
    Permission.MANAGE_SETTINGS: """
        article_keeping.listed article_keeping.add article_keeping.import_file
        article_keeping.take_out article_keeping.put_back section_list.listed
        section_list.view sections.check sections.change sections.back_to_file
    """,
    Permission.READ_AUDIT: "audit.find audit.doers audit.verify_as audit.export_as",
}
OWN = {
    "own_account.view": "one's own account",
    "own_account.choose_language": "one's own account",
    "own_account.change_password": "one's own account",
    "own_account.confirm": "one's own account",
    "own_account.end_session": "one's own account",
    "own_account.end_other_sessions": "one's own account",
    "company.gone": "takes back what company.here said of oneself",
    "seen.seen": "notes nothing of somebody who may not answer",
    "goodwill.may_grant": "a question about two numbers; grant asks for the permission",
    "inbox.row_of": "a part of inbox.rows and case_view.view, which have asked",
    "manner.manner": "a part of case_view.view, which has asked",
    "regrouping.require_still": "refuses where undoing cannot be, which has asked",
}
"""Use cases that everybody may call, and why."""
