"""The sentences of the rules and services that have a translation, as they are written there.

What changes in a sentence stands in braces. A test sees to it that each one is still said.
"""

from __future__ import annotations

from listenpost.language.tongue import N_

_TIMES = (
    N_("{days} d {hours} h"),
    N_("{hours} h {minutes} min"),
    N_("{days} d"),
    N_("{hours} h"),
    N_("{minutes} min"),
    N_("{days} days"),
)
_PRIORITY = (
    N_("overdue by {span}"),
    N_("past its deadline, {urgency} urgency"),
    N_("{urgency} urgency"),
    N_("has written {times} times"),
    N_("ignored {often} before"),
    N_("once"),
    N_("{times} times"),
    N_("part of an incident"),
    N_("{amount} followers"),
    N_("{share} sure that an answer is owed"),
    N_("waiting {span}"),
    N_("{span} left"),
    N_("{tier} customer"),
)
_CLOCKS = (
    N_("around the clock"),
    N_("business hours"),
    N_("outside business hours"),
    N_("break between shifts"),
    N_("holiday: {name}"),
    N_("snoozed"),
    N_("waiting for the customer"),
)
_CHANNELS = (
    N_("public reply"),
    N_("private message"),
    N_("help article"),
    N_("phone"),
    N_("store"),
    N_("chat"),
    N_("email"),
    N_("helpdesk"),
    N_("the customer does not want that"),
    N_("the rule {rule} leaves it out"),
    N_("needs account data, which must not be given here"),
    N_("nobody there speaks the customer's language ({language})"),
    N_("the network has no public answer here"),
    N_("the network has no private answer here"),
    N_("no article fits"),
    N_("closed until {when}"),
    N_("the customer asked for it"),
    N_("needs account data"),
    N_("the customer stays where she wrote"),
    N_("she came back from there before"),
    N_("open until {when}"),
    N_("private message open for {time} more"),
    N_("{queue} waiting there"),
    N_("costs {price}"),
    N_("the rule {rule} prefers it"),
    N_("settled {solved} of {tried} matters, {own} about {topic}"),
    N_("settled {solved} of {tried} matters about {topic}"),
    N_("not tried yet"),
)
_WISHES = (N_("friendlier"), N_("shorter"), N_("simpler"))
_SUGGESTIONS = (
    N_("{half}; what we would ask for is in the case already"),
    N_("{half}; the customer is {felt}"),
    N_("angry"),
    N_("going through something hard"),
    N_("the customer wrote in private"),
    N_("needs the customer's account data, so it goes by private message"),
    N_("answered in public, where the customer asked"),
    N_("for the channel \u201c{channel}\u201d"),
)
_REPLIES = (
    N_("The reply is empty: write a text."),
    N_("The text counts {length} of {most} characters: shorten it."),
    N_("The customer wrote in private: answer in private."),
    N_("This network cannot be answered from here: open the post and answer there."),
    N_("This network has no private reply here: choose another way."),
    N_("This network has no public reply here: choose another way."),
    N_("{words} is not filled in: write what belongs there, or take it out."),
    N_("We do not write \u201c{word}\u201d: choose another word."),
    N_("The reply was not sent: {why}"),
    N_("A promise was not kept: {words}"),
    N_("The customer gave {score} of 5 for how this was settled."),
    N_("{name} returned the reply: {comment}"),
    N_("Quiet hours at the customer's place until {clock}."),
)
_REFUSALS = (
    N_("Choose a time in the future."),
    N_("Somebody else is working on this case."),
    N_("You do not hold this case."),
    N_("This case is open already."),
    N_("A reply to this case is on its way: wait until it has arrived."),
    N_("There is no case {number}."),
    N_("Somebody has decided this already."),
    N_("You wrote this reply: somebody else must approve it."),
    N_("Say what should be different: the author sees nothing else."),
    N_("It is too late: the reply has been handed to the network."),
    N_("The customer has written since: read it first, then decide again."),
    N_("There is a newer reply to this case."),
    N_("Somebody else is answering this case."),
    N_("This reply has been decided already."),
    N_("Look once more, then send again: {why}"),
    N_("Say in a few words why this customer is written to all the same."),
    N_("This reply is not held back any more."),
    N_("Nobody has approved these words yet."),
    N_("You approved these words yourself: another lead must send them."),
    N_("This was undone already."),
    N_("Your session has ended: copy your text, then sign in again."),
)
_CASE_REFUSALS = (
    N_("One of these colleagues is no longer here."),
    N_("Somebody else has just done that: reload the page."),
    N_(
        "The customer wrote again while you were answering, or somebody answered: read it first. "
        "{words}"
    ),
    N_("The customer wrote again while you were answering, or somebody answered: read it first."),
    N_("Case {number} has no post that could be answered."),
    N_("Decide first whether this reply arrived."),
    N_("That way is closed, too: choose another one."),
    N_("These words went to this customer in another case already."),
    N_("This case has a ticket in {helpdesk} already."),
    N_("This promise was settled already."),
    N_("This was decided already: it is {status}."),
    N_("proposed"),
    N_("granted"),
    N_("declined"),
    N_("withdrawn"),
    N_("This incident has been closed: everybody has been told."),
    N_("A later merge or split builds on this one: undo that first."),
    N_("These are two customers' cases: link their accounts first."),
    N_("A reply tells the customer of it: it cannot be taken back."),
    N_("Give the voucher's code, up to {number} characters."),
    N_("This code opens nothing (any more): make another one."),
    N_("This code was revoked already."),
    N_("A note has 1 to {number} characters."),
    N_("There is no colleague @{name}."),
    N_("There are no words to rewrite yet."),
    N_("The customer got {number} of {most} messages {span}, on all channels."),
    N_("an hour"),
    N_("a day"),
    N_("a week"),
)
_PEOPLE = (
    N_("was away"),
    N_("both named {value}"),
    N_("named @{handle} on {network} as the other account"),
    N_("it wants no answer any more"),
    N_("it wants no answer any more: whoever has taken the case decides"),
    N_("named @{handle} on {place} in private as the other account"),
    N_("both gave the same e-mail address"),
    N_("both have the same verified e-mail address"),
    N_("wrote the code that was given in case {number}"),
    N_("told us in case {number} the code that was given in case {other}"),
    N_("wrote of {there} and told the same: {words}"),
    N_("alike names"),
    N_("{name} said so: {reason}"),
    N_("{name} said so"),
    N_("These accounts are linked already."),
    N_("One of the two accounts was erased: nothing links them any more."),
    N_("The link has changed since: undo its newest change first."),
    N_("There is no customer {number}."),
    N_("There is no customer {number}, or it was erased already."),
)
_ALERTS = (
    N_(
        "{number} posts about {topic} that want an answer came in the last hour, where about "
        "{usual} are usual at this time of the week."
    ),
    N_(
        "The token ends on {when} UTC: make a new one on the platform and say when it ends: "
        "under Accounts, or in the settings."
    ),
    N_(
        "The token ended on {when} UTC: make a new one on the platform and say when it ends: "
        "under Accounts, or in the settings."
    ),
    N_("{share} of the day's budget is used: polls become rarer until midnight UTC."),
    N_(
        "Nothing new since {when} UTC, where about {number} posts were due. Polls succeed: look on "
        "the platform whether posts come, and whether the account, the query and its permissions "
        "are what they were."
    ),
    N_(
        "It hears by webhook only, and no delivery can be taken: set webhooks.app_secret and "
        "webhooks.verify_token, and enter the address at Meta (docs/webhooks.md)."
    ),
)
_SKIPPED = (
    N_("a post of our own"),
    N_("a post without a text"),
    N_("a post without a readable id"),
    N_("a comment without a text"),
    N_("a comment without a readable id"),
    N_("a message without a text"),
    N_("a message without a readable id"),
    N_("a repost without words of its own"),
    N_("a review without words"),
    N_("no readable time"),
)
_HOLES = (
    N_("More came than one poll reads; it goes on."),
    N_("Telegram keeps messages for 24 hours; nobody asked for so long."),
    N_("Google Play lists the reviews of the last 7 days; nobody asked for so long."),
    N_("Reddit lists the newest {amount} only: what came before them is missing."),
    N_("X serves only the newest {amount}; what is older and new to us is missing"),
    N_("X's timeline is cut: the rest is read by search"),
    N_("X's search refuses what its timeline cut: {why}"),
    N_("{memory} has forgotten the time from {since} to {until}"),
    N_("X's search"),
    N_("X's list of messages"),
)
_WEBHOOKS = (
    N_("It answered {code}."),
    N_("{host} does not answer ({problem})."),
    N_("{host} has no address ({problem})."),
    N_(
        "webhooks.out {name}: {host} is at {address}, which is not a public address. If it is one "
        "of yours, set private = true there."
    ),
)
_WORKSHOP = (
    N_("This saved reply was changed meanwhile: look at it, then change it."),
    N_("This saved reply was removed meanwhile."),
    N_("There is no saved reply {number}."),
    N_("Give a name (up to {number} characters) and words (up to {most})."),
    N_("A brace stands alone: a field has one before and one behind its name."),
    N_("Nobody fills in “{name}”; there are {names}."),
    N_("Somebody else has changed this account meanwhile: load the page again, then change it."),
    N_("Give the view a name of 1 to {number} characters."),
    N_("There are {number} views already; remove one first."),
    N_("So many filters cannot be kept in one view; choose fewer."),
    N_("There is a team {name} already."),
    N_("An article has a title and a text."),
    N_("An article has a public web address, beginning with http:// or https://."),
    N_("There is an article at {url} already."),
    N_("Somebody else was quicker: this article stands so already."),
    N_("What {name} takes was changed meanwhile: look at it, then change it."),
    N_("An absence ends in the future; leave it out for somebody who is here."),
    N_("The capacity is 0 to 1000 open cases; 0 means: none by itself."),
    N_("A team's name has 1 to 64 printable characters and no comma."),
    N_("Give an example of 1 to {number} characters."),
    N_("Only a customer's post with words can be an example."),
    N_("This topic has {number} examples already; remove some first."),
    N_("There is a topic {name} already."),
    N_("There are {number} topics already; remove or merge one first."),
    N_("Choose another topic to merge this one with."),
    N_("The topics are being given to earlier posts already."),
    N_("Each language needs a text, English always: it is what others get."),
    N_("Choose at least one thing to listen to."),
    N_("Fill in \u201c{name}\u201d."),
    N_("There is no connected account {name}; it may have been removed."),
    N_("Rewriting is switched off: set rewriting.url and rewriting.model."),
)
_ACCOUNTS = (
    N_("Your account was changed meanwhile: sign in again."),
    N_("Your own account was switched off meanwhile."),
    N_("You sign in with the provider and have no password here."),
    N_("{name} signs in with the provider and has no password."),
    N_("Enter what is missing: {names}."),
    N_("The old password is wrong."),
    N_("The old password was wrong too often: try again in some minutes."),
    N_("The password is wrong."),
    N_("The password was wrong too often: try again in some minutes."),
    N_("Confirm first that it is you."),
    N_("You signed in at the provider too long ago: do so again there."),
    N_("The provider does not say when you signed in there."),
    N_("The provider does not say that you signed in there as strongly as is asked for here."),
    N_(
        "The provider does not say that you signed in there with a second factor, or with what "
        "else is asked for here."
    ),
    N_("This is the old password. Choose another one."),
    N_("This page has expired: sign in again."),
    N_("This is the password that you were given. Choose one of your own."),
    N_("The password must have at least {number} characters. A few words are easiest."),
    N_("This password is among the first that are tried. A few words are easiest."),
    N_("Apart from names that everybody knows, too little of this password is left."),
)
_HEALTH = (
    N_("It polls as soon as a worker runs: `listenpost worker`."),
    N_("It goes on by itself when the platform's limit resets."),
    N_("It tries again by itself, at growing intervals."),
    N_("It goes on at midnight UTC, or at once with a larger budget."),
    N_("Make a new token on the platform and put it into the settings."),
    N_("Renew the account's credentials in the settings."),
    N_("Grant the missing permission to the app on the platform."),
    N_("Buy credits, or raise the spending limit, on the platform."),
    N_("The platform removed this; remove the listener from the settings."),
    N_("Change the setting that the message names, then restart."),
    N_("A fault of ours: the worker's log has the details. It tries again."),
    N_(
        "Told by webhook: between deliveries nothing is proven. What we refuse or miss Meta sends "
        "again for up to 7 days; what it never sends nobody can know."
    ),
)
_SETTINGS = (
    N_("It must be more than {limit}."),
    N_("It must be at least {limit}."),
    N_("It must be less than {limit}."),
    N_("It must be at most {limit}."),
    N_("It is missing."),
    N_("It is empty."),
    N_("There is no such setting."),
    N_("It must be one of these: {names}."),
    N_("It must be a number."),
    N_("It must be a whole number."),
    N_("It must be a text."),
    N_("It must be a list."),
    N_("It must be a section of its own."),
    N_("It must be true or false."),
    N_("It is not written as it must be."),
    N_('It must be a time, such as 3600 (seconds) or "PT1H".'),
    N_("This can only be set in the settings' file."),
    N_("These hours leave no open time at all, so that no deadline can be set."),
    N_("{text} is no shift; write it as 09:00-12:30."),
    N_("{text} is no shift; times go from 00:00 to 24:00, and differ."),
    N_("{name} is no time zone; names are those of the IANA list, such as Europe/Berlin."),
    N_("every share must be a number of at least 0."),
    N_("per_hour must be above 0, or a case could wait for ever."),
    N_(
        "reach ({reach}) must be below critical minus high ({gap}): followers never come before "
        "safety."
    ),
    N_(
        "repeat + ignored_before + incident + reach + the largest tier are {sum}; together they "
        "must stay below critical minus high ({gap}), so that only waiting lifts a case over a "
        "critical one."
    ),
    N_(
        "repeat + ignored_before + incident + reach + the largest tier are {sum}; together they "
        "must stay below overdue_critical ({gap}), so that only waiting lifts a late case over a "
        "late critical one."
    ),
    N_("There is no channel {channel}; known are: {names}."),
    N_("There is no network {network}; known are: {names}."),
    N_("{name} is the name of two channels."),
    N_("The body has {number} blanks, and {length} of them are named; each needs a name."),
    N_("Blanks are numbered from 1, each in two pairs of braces, and none is left out."),
    N_("{rule} is never reached: {other} stands before it and matches all of it"),
    N_("{rule} asks for what the rule above it leaves no room for"),
    N_("Somebody else has changed this section meanwhile: load the page again, then change it."),
    N_("It is as the settings' file says already."),
    N_("This section can no longer be set in the dashboard."),
)
SENTENCES = (
    *_TIMES,
    *_PRIORITY,
    *_CLOCKS,
    *_CHANNELS,
    *_WISHES,
    *_SUGGESTIONS,
    *_REPLIES,
    *_REFUSALS,
    *_CASE_REFUSALS,
    *_ALERTS,
    *_HOLES,
    *_WEBHOOKS,
    *_WORKSHOP,
    *_SKIPPED,
    *_ACCOUNTS,
    *_HEALTH,
    *_SETTINGS,
    *_PEOPLE,
)
"""The more particular of two that fit stands first."""
