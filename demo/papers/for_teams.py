"""Papers for the people who give the care."""

from demo.drawing.palette import INK, INK_SOFT, TEAL_DEEP
from demo.papers.sheet import Sheet, rgb


def civility_poster() -> Sheet:
    sheet = Sheet("How we speak is how we care", "On this team, at any hour, to anyone")
    lines = (
        ("Names first.", "We say who we are and what we do, to everyone in the room."),
        ("Ask out loud.", '"I do not know" and "please check me" are signs of skill.'),
        ("Listen to the end.", "The quietest person in the room may have seen it."),
        ("Notice the kind thing.", "Say thank you, today, by name."),
        ("If it was sharp, mend it.", '"I was short with you. I am sorry. What did you need?"'),
        ("If you saw it, check.", '"That was uncomfortable. Are you all right?"'),
    )
    sheet.ln(4)
    for title, text in lines:
        sheet.set_font("helvetica", "B", 29)
        sheet.set_text_color(*rgb(TEAL_DEEP))
        sheet.cell(0, 13.5, title, new_x="LMARGIN", new_y="NEXT")
        sheet.set_font("helvetica", "", 15.5)
        sheet.set_text_color(*rgb(INK))
        sheet.multi_cell(0, 7.6, text, align="L", new_x="LMARGIN", new_y="NEXT")
        sheet.ln(6.5)
        sheet.line_across(sheet.edge, sheet.get_y() - 2)
        sheet.ln(2.5)
    sheet.set_font("helvetica", "I", 12)
    sheet.set_text_color(*rgb(INK_SOFT))
    sheet.multi_cell(
        0,
        6,
        "In a randomised trial, teams caring for a simulated sick baby diagnosed and treated less well after "
        "mildly rude "
        "remarks (Riskin and others, Pediatrics, 2015). Bullying and discrimination are never just rudeness: "
        "speak to a "
        "manager, your union or your Freedom to Speak Up guardian.",
        align="L",
        new_x="LMARGIN",
        new_y="NEXT",
    )
    sheet.ln(2)
    sheet.plain()
    sheet.blanks("Here, you can talk to:")
    return sheet


def debrief_sheet() -> Sheet:
    sheet = Sheet("Ten-minute debrief", "For any team at the end of a hard shift. Optional for everyone.")
    sheet.text_block(
        "One person reads the questions, one keeps the time. Anyone may pass. Talk about facts, thanks and "
        "needs; nobody is "
        "asked to relive what happened. **Nothing on this sheet is for the patient's record,** and no "
        "patient is named on it."
    )
    sheet.section("Who was there, and who else should be asked?")
    sheet.checks(
        [
            "Everyone on the shift",
            "Students, interpreter, porter, domestic, clerk, security",
            "Anyone called away or already home",
        ]
    )
    sheet.section("Five questions, two minutes each")
    for question in (
        "1. What happened? The facts, in a few sentences.",
        "2. What went well? Thank someone by name.",
        "3. What got in our way? Equipment, space, staffing, information.",
        "4. What does anyone need before they go home?",
        "5. What is one thing we will pass on, to whom, and by when?",
    ):
        sheet.blanks(question)
        sheet.line_across(sheet.edge, sheet.get_y() + 6)
        sheet.ln(9.5)
    sheet.section("Before we part")
    sheet.checks(
        [
            "Everyone has had something to eat and drink, and is safe to travel",
            "The family has a named person, and so does the next shift",
            "Each of us knows who will check on us in the next few days",
            "If there is to be a review, people know when, and that it is a different meeting",
        ]
    )
    sheet.blanks("Who will check on whom, and when:", 2)
    sheet.callout(
        "If it stays with you",
        "for more than a few weeks, or stops you sleeping, working or being with people, speak to your GP or "
        "occupational "
        "health. To talk to someone now: Samaritans, 116 123, free, day and night. In danger: 999.",
    )
    return sheet


def self_rostering_guide() -> Sheet:
    sheet = Sheet("Self-rostering on one page", "Sample rules, a points table and the sums, to argue with and change")
    sheet.section("Before you start")
    sheet.checks(
        [
            "Safe numbers and skills are written down for every shift",
            "Flexible working agreements already made are honoured",
            "Everyone can see the rota from a phone at home, and someone helps those who would rather not",
            "Two people share the work of running it, in paid time (example figure: two hours a week)",
        ]
    )
    sheet.section("Sample rules (one side, agreed by vote)")
    sheet.numbered(
        [
            "The rota opens **twelve weeks** ahead and stays open for **two weeks**.",
            "Each person may fix **three** requests in a rota period; the rest are wishes.",
            "Everyone collects a similar number of **points** in a quarter (within four of the team's average).",
            "Who chooses first moves on by one group each time.",
            "No more than **four** long shifts or **three** nights in a row, and two clear days after nights.",
            "Clashes are settled by conversation in the roster group, which changes every quarter.",
            "The rota is published **eight weeks** ahead. After that, changes are swaps between people, never orders.",
        ]
    )
    sheet.section("Points (example figures: set your own)")
    sheet.grid(
        [
            ["Shift", "Points", "Shift", "Points"],
            ["Weekday early or day", "1", "Saturday or Sunday night", "4"],
            ["Weekday late", "2", "Religious or public holiday (whoever keeps it)", "5"],
            ["Weekday night", "3", "Short-notice cover, less than 48 hours", "2 extra"],
            ["Saturday or Sunday day", "3", "Own birthday worked", "1 extra"],
        ],
        (32, 14, 40, 14),
        height=4.8,
    )
    sheet.section("The sums")
    sheet.text_block("**Shifts to fill** = people needed on each shift, added up over the rota period.")
    sheet.text_block(
        "**Shifts we have** = contracted hours in the period, less leave, study and average sickness, "
        "divided by shift length."
    )
    sheet.text_block(
        "**Fair share of points** = all the points in the period x (my contracted hours / the team's contracted hours)."
    )
    sheet.text_block(
        "**Worked example.** Eight weeks hold 900 points. The team has 750 contracted hours a week; I have "
        "30. My share is "
        "900 x 30 / 750 = **36 points**. If the first sum is larger than the second, no rota will be fair: "
        "ask for staff first."
    )
    sheet.section("Look at it every quarter, and pin it up")
    sheet.checks(
        [
            "Nights, weekends and late changes, counted by grade, contract, ethnicity and caring responsibilities",
            "Gaps, bank and agency shifts, sickness, and swaps refused",
            "One rule to change, chosen by the people who work it",
        ]
    )
    return sheet


def schwarz_round_planner() -> Sheet:
    sheet = Sheet("Schwartz Round planner", "A year on a page. One hour a month, for every profession and grade.")
    months = ("Sept", "Oct", "Nov", "Dec", "Jan", "Feb", "March", "April", "May", "June", "July", "Aug")
    themes = {
        "Sept": "A day I will not forget",
        "Nov": "The family I could not help",
        "Jan": "When I was short of money",
        "March": "Someone was kind to me here",
        "May": "A home visit I think about",
        "July": "Starting out, or starting again",
    }
    rows = [["Month", "Theme (suggestions to change)", "Panel of three or four", "Facilitators", "Room, food"]]
    rows += [[month, themes.get(month, ""), "", "", ""] for month in months]
    sheet.grid(rows, (10, 34, 28, 16, 12), height=5.3)
    sheet.section("Preparing each panellist (30 minutes, a week or more before)")
    sheet.checks(
        [
            "Tells the story once, aloud; it takes about **four minutes** and needs no slides",
            "It is about how it **felt**, not whether the care was right. No one in it can be recognised",
            "It is settled enough to tell. If it is too raw, thank them, and offer another Round",
            "Knows who sits next to them, who will ring them the day after, and that they may change their mind",
            "The panel mixes professions and grades: a porter and a professor are equals for an hour",
        ]
    )
    sheet.section("On the day")
    sheet.checks(
        [
            "Food is out 20 minutes before; chairs in a curve; a microphone; a quiet place to go",
            "Opening words: what is said here stays here; listen; do not fix",
            "15 minutes of stories, 40 of reflection, 5 to close. A facilitator stays behind",
        ]
    )
    sheet.callout("Evaluation slip", "(cut here; no names)")
    sheet.text_block("My work: ________________________   First Round?  yes / no   Date: ____________", gap=1.6)
    sheet.grid(
        [
            ["Since this Round ...", "Not at all", "A little", "Quite", "Very much"],
            ["I feel less alone in my work", "", "", "", ""],
            ["I understand colleagues' work better", "", "", "", ""],
            ["I would come again", "", "", "", ""],
        ],
        (44, 14, 14, 14, 14),
        height=4.8,
    )
    return sheet


def private_minutes() -> Sheet:
    sheet = Sheet(
        "Editors' meeting: minutes",
        "Private. For the library's editors only; please do not pass on.",
        footer="WHAM Library  |  Private: not for publication",
    )
    sheet.text_block(
        "**Held online,** second Tuesday of the month, 19:00 to 19:50. **Chair:** Jo Whitfield. **Notes:** Mei Chen."
    )
    sheet.text_block(
        "**Present:** Amina Okafor, Siobhan Doherty, Kwame Boateng, Leila Haddad, Tom Hargreaves. **Sorry to "
        "miss it:** Priya Raman."
    )
    sheet.section("1. Waiting for review")
    sheet.text_block(
        "Eleven contributions are in the queue; four have waited more than three weeks. Two need a reader "
        "with lived experience "
        "of the asylum system before we decide. We shall not publish the piece on sanctions until its "
        "figures have sources."
    )
    sheet.section("2. A complaint about a page")
    sheet.text_block(
        "A reader felt that a case study could be recognised. Kwame spoke with the author the same day; the "
        "page was taken "
        "down, the town and the child's age were changed, and the reader has been thanked. We agreed that "
        "every story "
        "now has a second reader who asks only one question: could the family know themselves in it?"
    )
    sheet.section("3. Plain language")
    sheet.text_block(
        "Leila read six pages aloud to parents at the valley hub. What they stumbled on: 'signposting', 'engage', "
        "'hard to reach'. What they liked: being told how long a thing takes. Changes are made on all six."
    )
    sheet.section("Decisions")
    sheet.checks(
        [
            "Tools are reviewed every year, everything else every two",
            "Two editors must agree before anything with a safeguarding callout goes live",
            "We stop printing how many times a page was read next to its author's name",
        ]
    )
    sheet.section("Actions")
    sheet.grid(
        [
            ["What", "Who", "By"],
            ["Find three reviewers with lived experience, paid for their time", "Amina", "Next meeting"],
            ["Write to the four authors who are waiting", "Siobhan", "Friday"],
            ["Draft the one-question story check for the editors' handbook", "Kwame", "Two weeks"],
            ["Ask two link workers to test the search on their phones", "Leila", "Next meeting"],
            ["Cost captions for the next three recordings", "Tom", "Next meeting"],
        ],
        (62, 18, 20),
    )
    sheet.text_block(
        "**Next meeting:** second Tuesday of next month, 19:00, online. Cake is optional and strongly advised."
    )
    return sheet
