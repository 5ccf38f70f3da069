"""Papers to use with and for families, and to win money for them."""

from demo.papers.sheet import Sheet


def social_history_prompt_card() -> Sheet:
    sheet = Sheet("Ask, kindly, every time", "A prompt card for the deeper social history", size="A6")
    sheet.text_block(
        '**Say first:** "I ask every family these, because home and money affect health. You can skip any of them."'
    )
    sheet.section("Six questions")
    sheet.numbered(
        [
            "Do you ever have difficulty making ends meet at the end of the month?",
            "In the last month, has food run out before there was money for more?",
            "Is your home warm, dry and safe enough for your child?",
            "Can you get here, and to the pharmacy, without it costing too much?",
            "Is anyone you look after, or who looks after you, finding it hard at the moment?",
            "Is there anything about money, work, papers or housing you would like help with?",
        ]
    )
    sheet.section("Three first steps")
    sheet.checks(
        [
            '**Thank them.** "That sounds hard. I am glad you told me."',
            "**Offer one thing today:** welfare advice, food support, help with fares, or a letter.",
            "**Write it down and follow it up,** in words the family would agree with.",
        ]
    )
    sheet.callout(
        "Being poor is not neglect.",
        "If something else worries you, say so openly and follow your safeguarding policy.",
    )
    return sheet


def food_voucher_checklist() -> Sheet:
    sheet = Sheet("Food support checklist", "What to check with a family when food is short. About five minutes.")
    sheet.text_block(
        'Start with: "Lots of families we see are finding food expensive. Shall we go through what you might '
        'be able to get?" '
        "Rules change and differ between the four nations, so check the official page on the day."
    )
    sheet.section("Today: is there food in the house tonight?")
    sheet.checks(
        [
            "If not: food parcel, meal or supermarket voucher from our own stock or hardship fund, before they leave",
            "Referral to the local food bank or pantry made, with the opening times written down and a way to "
            "get there",
            "Infant formula: the family knows whom to ring. **Never dilute feeds.** Ask the health visitor or "
            "infant feeding team",
            "A parent staying with a child on the ward has been offered a meal",
        ]
    )
    sheet.section("This week: money for food")
    sheet.checks(
        [
            "**Healthy Start card** (England, Wales, Northern Ireland) or **Best Start Foods** (Scotland): "
            "pregnant, or with a "
            "young child, and on a low income. Anyone pregnant and under 18 should ask, whatever their income",
            "**Healthy Start vitamins** for the child, and in pregnancy and afterwards",
            "**Free school meals:** applied for, not only assumed. Ask the school office; ask about breakfast "
            "club as well",
            "**School holidays:** holiday food and activity places from the council, school or community centre",
            "**Council help in a crisis:** local welfare assistance, or the Scottish Welfare Fund, the "
            "Discretionary Assistance "
            "Fund (Wales) or Finance Support (Northern Ireland)",
            "**Full benefits check** booked with a welfare rights adviser; deductions from Universal Credit looked at",
        ]
    )
    sheet.section("Check that it can be used")
    sheet.checks(
        [
            "The family has a cooker, a fridge and credit on the meter, or we have asked for food that needs none",
            "Diet, allergy, faith and special feeds written on the referral",
            "No recourse to public funds? Some help is still open to them: get immigration-aware advice first, "
            "and ask the school",
            "An interpreter was used, not a child or a friend",
        ]
    )
    sheet.callout(
        "Ask permission before every referral,",
        "and tell the family what will be shared, with whom, and what happens next.",
    )
    sheet.blanks("Given or referred today:")
    sheet.blanks("Who will ring the family, and when:")
    return sheet


def housing_letter_template() -> Sheet:
    sheet = Sheet("Letter about a child's home", "Adapt it, print it on headed paper, and give the family a copy.")
    sheet.blanks("To (landlord or housing officer):")
    sheet.blanks("Date and our reference:")
    sheet.ln(1)
    sheet.text_block("Dear ____________________________", gap=2)
    sheet.text_block("**Re: ______________________ (name, date of birth), of ______________________ (address)**", gap=2)
    sheet.text_block(
        "I am writing, with the family's agreement, as the ____________________ caring for this child. "
        "The child has ____________________________, which I have known about since ______________.",
        gap=2,
    )
    sheet.text_block(
        "The family tells me, and I have seen for myself / in photographs (delete as needed), that the home has:", gap=1
    )
    sheet.checks(
        [
            "damp or mould in the room where the child sleeps",
            "no heating or hot water that works, or heating the family cannot afford to run",
            "too few rooms for the people living there",
            "a hazard to this child: stairs, windows, wiring, pests, or no step-free way in",
        ]
    )
    sheet.blanks("In my clinical opinion this affects the child's health in this way:", 3)
    sheet.text_block(
        "Damp and mould are known to make asthma and other breathing conditions worse. In the past year the "
        "child has had "
        "______ unplanned visits and ______ courses of emergency treatment.",
        gap=2,
    )
    sheet.blanks("I ask that you:", 2)
    sheet.text_block(
        "Please tell the family in writing by ______________ what you will do and when, and send me a copy.", gap=2
    )
    sheet.blanks("Yours sincerely:")
    sheet.blanks("Name, profession and contact:")
    sheet.section("For the writer (do not send)")
    sheet.checks(
        [
            "The family has read the letter, agrees with it, and knows that the landlord will see it",
            "It says only what you know, and keeps apart what you saw and what you were told",
            "Private tenant: **housing advice comes first.** Complaining can put a tenancy at risk",
            "Social landlord in England: damp and mould hazards must be looked into and made safe within set "
            "times (Awaab's Law)",
            "A copy is in the record, and a date to check the reply is in the diary",
        ]
    )
    return sheet


def business_case_template() -> Sheet:
    sheet = Sheet("Business case on a page", "For a new role or service that acts on child poverty. Fill in, then cut.")
    sheet.section("1. The problem, in two sentences")
    sheet.text_block(
        "Who is missing out, on what, and what it does to their health. One family's story helps, if they agree.", gap=0
    )
    sheet.blanks("", 3)
    sheet.section("2. Local figures")
    sheet.grid(
        [["Figure", "What it counts", "Source and year"], ["", "", ""], ["", "", ""], ["", "", ""]],
        (20, 50, 30),
        height=6,
    )
    sheet.section("3. The ask")
    sheet.blanks("We ask for (role, band, hours, or service):", 2)
    sheet.blanks("From (budget holder):")
    sheet.section("4. What it costs")
    sheet.grid(
        [
            ["Item", "One-off, GBP", "Each year, GBP"],
            ["Staff, with employer's costs", "", ""],
            ["Training and supervision", "", ""],
            ["Equipment, travel, interpreting", "", ""],
            ["**Total**", "", ""],
        ],
        (50, 25, 25),
    )
    sheet.section("5. What it gives back")
    sheet.blanks("To families:")
    sheet.blanks("To the service (appointments kept, stays shortened, staff time):")
    sheet.section("6. How we shall know")
    sheet.grid(
        [["Measure", "Today", "In a year", "Who counts it"], ["", "", "", ""], ["", "", "", ""]],
        (43, 16, 16, 25),
        height=6,
    )
    sheet.section("Before you send it")
    sheet.checks(
        [
            "A family, a finance colleague and a sceptic have each read it",
            "Every figure has a source, and none is about a family who could be recognised",
            "It says what happens if the answer is no, and offers a smaller first step",
        ]
    )
    return sheet
