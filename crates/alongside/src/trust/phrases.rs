//! The lists from which sentences are made. A slot in braces is another list or something known of
//! the person; a slot that begins with a capital begins a sentence.

/// Every list by its name.
pub(crate) const LISTS: &[(&str, &[&str])] = &[
    ("interest_of", INTERESTS),
    ("spot_of", SPOTS),
    ("goal_of", GOALS),
    ("kin_of", KIN),
    (
        "door",
        &[
            "{name} opened on the second knock",
            "{name} {was} waiting by the gate",
            "{name} came down after a few minutes",
            "{name} {was} in the kitchen when we came",
            "We met at the corner as agreed",
            "{name} let us in and put the kettle on",
            "{name} called from the window and then came down",
            "{name} had forgotten the time but {was} glad of company",
            "{name} {was} up and dressed",
            "We found {name} on the bench outside",
            "{name} {was} on the phone to {their} {kin} when we came",
            "A neighbour let us in and {name} {was} at the top of the stairs",
        ],
    ),
    (
        "talk",
        &[
            "talked about {interest}",
            "spoke about how the nights have been",
            "went through the letters on the table",
            "looked at what has helped before",
            "talked about {their} {kin}",
            "planned the rest of the week together",
            "came back to the hope: {goal}",
            "laughed about the {thing} next door",
            "sat for a while without talking, which {they} said {was} what {they} needed",
            "made a list of what to ask the doctor",
            "talked about what a good day looks like",
            "spoke about the voices and what keeps them quieter",
        ],
    ),
    (
        "thing",
        &[
            "parrot",
            "saxophone",
            "scaffolding",
            "cat that thinks it lives there",
            "broken lift",
            "new baker",
            "choir practice",
            "ice-cream van",
        ],
    ),
    (
        "did",
        &[
            "walked to {spot} together",
            "made soup and put half of it in the freezer",
            "sorted the post into three piles",
            "cleared the hallway so that the door opens again",
            "had tea at {spot}",
            "rang the housing office together",
            "put the appointments on the wall calendar",
            "took the bottles to the recycling",
            "mended the curtain rail",
            "checked the fridge and wrote a short shopping list",
            "went to look at the notice board at {spot}",
            "charged the phone and saved the team's number in it",
            "had another go at {interest}",
        ],
    ),
    (
        "close",
        &[
            "Next time agreed.",
            "{They} asked us to come at the same time next week.",
            "{They} walked us to the bus stop.",
            "We left the number for the weekend.",
            "{They} chose the place for next time: {spot}.",
            "A good half hour.",
            "{They} wrote the next visit on {their} hand.",
            "We agreed to keep it short next time.",
            "{They} thanked us, which {they} rarely does.",
            "We said we would text the day before.",
        ],
    ),
    (
        "note_engagement",
        &[
            "{Door}. We {talk} and {did}. {Close}",
            "{Door}. {They} {talk}. {Close}",
            "We {did} and {talk}. {Close}",
            "{Door}. No agenda today: we {did}. {Close}",
            "We {did}. On the way we {talk}. {Close}",
        ],
    ),
    (
        "note_medicines",
        &[
            "{Door}. Tablets counted together: {count}. We {talk}.",
            "Box filled for the week with {name} doing it and us reading out. {Close}",
            "{Talked_tablets} {Close}",
            "{Door}. {Talked_tablets}",
            "Collected the prescription together at the pharmacy, then {did_short}.",
        ],
    ),
    (
        "count",
        &[
            "all taken",
            "one missed on Sunday",
            "two left over, and {they} knew why",
            "as it should be",
            "three missed since Friday",
        ],
    ),
    (
        "talked_tablets",
        &[
            "{They} finds the evening dose makes the mornings slow; will ask the doctor about the time.",
            "{They} wants to know what would happen on a lower dose; noted for the review.",
            "{They} takes them with breakfast and it works.",
            "{They} said the shaking is less since the change.",
            "{They} does not like the taste and has it with squash.",
            "{They} asked what each one is for and we went through the leaflet.",
        ],
    ),
    (
        "did_short",
        &[
            "walked back by {spot}",
            "had a tea",
            "sat in the sun for a bit",
            "bought bread",
            "looked in at {spot}",
        ],
    ),
    (
        "note_injection",
        &[
            "Injection given as prescribed, {side} side. {After}",
            "{Door}. Injection given, {side} side. {After}",
            "Injection given after a chat about {interest}. {After}",
            "Injection given with {name} choosing the music. {After}",
        ],
    ),
    ("side", &["left", "right"]),
    (
        "after",
        &[
            "Site clean last time, no lump.",
            "{They} stayed for a tea.",
            "{They} prefers it quick and without talk.",
            "No complaints from the last one.",
            "{They} asked for the next date on a card.",
            "Weight and pulse taken too.",
        ],
    ),
    (
        "note_daily",
        &[
            "We {did}. {They} did most of it. {Close}",
            "{Door}. Washing machine on, then we {did}. {Close}",
            "Shopping at {spot}: {they} kept to the list and had change left. {Close}",
            "Cooked {dish} together; {they} did the frying. {Close}",
            "{Door}. We {did}, one room at a time. {Close}",
        ],
    ),
    (
        "dish",
        &[
            "rice and peas",
            "an omelette",
            "dal",
            "pasta with too much cheese",
            "jollof",
            "sausages and mash",
            "a curry from scratch",
            "porridge",
        ],
    ),
    (
        "note_physical",
        &[
            "Blood pressure {pressure}, weight {weight}. We {talk}.",
            "Went to the surgery together for the blood test; {they} {was} nervous and did it. {Close}",
            "{Door}. Asked about sleep, food and smoking; {they} smokes {cigarettes} a day. {Close}",
            "Waited with {name} at the dentist. Tooth out, soup advised. {Close}",
            "Eye test booked; went through what the optician will do. {Close}",
        ],
    ),
    (
        "pressure",
        &["128 over 82", "141 over 88, to be taken again", "119 over 76", "135 over 84", "132 over 80"],
    ),
    ("weight", &["81 kg", "94 kg", "67 kg", "108 kg", "73 kg, two down"]),
    ("cigarettes", &["ten", "twenty", "about eight", "roll-ups, perhaps fifteen"]),
    (
        "note_housing",
        &[
            "Rang the landlord about {repair}; somebody comes on {weekday}. {Close}",
            "Filled in the housing form together, four pages done. {Close}",
            "{Door}. {Repair} again; took a picture and sent it to the housing officer.",
            "Met the housing officer with {name}. Rent is in order. {Close}",
        ],
    ),
    (
        "repair",
        &[
            "the boiler",
            "the leak under the sink",
            "the broken lock",
            "the damp in the bedroom",
            "the light on the stairs",
        ],
    ),
    ("weekday", &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]),
    (
        "note_money",
        &[
            "Rang the benefits line together, forty minutes on hold, sorted in five. {Close}",
            "Went through the bank letter; nothing owed after all. {Close}",
            "Post office, then topped up the meter. {Close}",
            "Made a plan for the week's money in four envelopes. {Close}",
        ],
    ),
    (
        "note_work",
        &[
            "Visited the {course} together; starts {weekday}. {Close}",
            "{They} did two hours at {work} and wants to go again. {Close}",
            "Wrote half a CV. {They} had forgotten how much {they} has done. {Close}",
            "Talked about the hope, {goal}, and what a first step would be. {Close}",
        ],
    ),
    (
        "course",
        &[
            "pottery class",
            "bicycle workshop",
            "reading group",
            "music studio",
            "allotment group",
            "cooking course",
        ],
    ),
    ("work", &["the charity shop", "the city farm", "the repair caf\u{e9}", "the food bank", "the library"]),
    (
        "note_social",
        &[
            "Went to {spot}; {they} met two people {they} knows. {Close}",
            "Played pool, lost twice. We {talk}. {Close}",
            "Drop-in at the {course}: stayed the whole hour. {Close}",
            "Walked round {spot} and {talk}. {Close}",
        ],
    ),
    (
        "note_substance",
        &[
            "{They} used {substance} twice this week, less than last. We {talk}. {Close}",
            "Talked about what {substance} does for {them} and what it costs. {Close}",
            "{They} kept the plan since {weekday}. {Close}",
            "Went together to the drug and alcohol service; appointment kept. {Close}",
        ],
    ),
    ("substance", &["cannabis", "cider", "spice", "cocaine", "vodka"]),
    (
        "note_therapy",
        &[
            "Session on the worry diary; three entries, one of them funny. {Close}",
            "Worked on what to do when the voices comment. {Close}",
            "Drew the map of early signs; {they} added one of {their} own. {Close}",
            "Family session with {their} {kin}; both spoke for the same time. {Close}",
        ],
    ),
    (
        "note_ward",
        &[
            "Saw {name} on the ward. We {talk}. Nurse in charge says {ward_news}.",
            "Ward visit: walked in the garden and {talk}. {Ward_close}",
            "Took clothes and the phone charger to the ward. {They} asked after {interest}. {Ward_close}",
            "Ward round with {name}: {ward_news}. {Ward_close}",
        ],
    ),
    (
        "ward_news",
        &[
            "sleeping better",
            "leave to the shop agreed",
            "still up at night",
            "discharge talked about for next week",
            "eating again",
            "waiting for a bed review",
        ],
    ),
    (
        "ward_close",
        &[
            "Next in-reach agreed with the ward.",
            "{They} wants to know about {their} flat.",
            "Keys are with the neighbour.",
            "{They} knows who comes when {they} leaves.",
        ],
    ),
    (
        "note_crisis",
        &[
            "Came at {their} call. {They} had not slept for two nights. We {talk} and agreed daily visits.",
            "Joint visit. {They} {was} frightened of the flat below. Sat with {them}, rang {their} {kin}, plan for the night made.",
            "{They} {was} loud and sorry about it. Walked until it {was} quieter. Doctor told, comes tomorrow.",
        ],
    ),
    (
        "note_phone",
        &[
            "Rang to say who comes tomorrow. {They} sounded {mood}.",
            "{They} rang about {repair}.",
            "Reminder for the appointment; {they} had it on the calendar.",
            "Short call: {they} {was} on the way to {spot}.",
            "{They} rang to say the injection arm is fine.",
            "Rang after the missed visit; {they} had been asleep.",
        ],
    ),
    (
        "note_carer",
        &[
            "Spoke with {their} {kin}: {carer_news}.",
            "{Their} {kin} rang: {carer_news}. Listened, and asked what would help.",
            "Visited {their} {kin} at home. {Carer_news}. Carer's own plan talked about.",
        ],
    ),
    (
        "carer_news",
        &[
            "things are calmer",
            "{they} came for Sunday dinner",
            "the nights are hard",
            "{they} is asking for money again",
            "{they} laughed for the first time in weeks",
            "worried about the new friends",
        ],
    ),
    (
        "note_missed",
        &[
            "No answer at {their} door, curtains drawn. Card left.",
            "Knocked twice, rang, waited ten minutes. Text sent.",
            "Light on but nobody came. Will try in the evening.",
            "Neighbour saw {them} this morning by {spot}. Card left.",
            "Not at {spot} either. Phone goes to voicemail.",
            "Somebody moved inside but did not open. Spoke through the letter box.",
        ],
    ),
    (
        "note_refused",
        &[
            "{They} spoke through the door and asked us to go away, politely.",
            "{They} crossed the road when {they} saw us. Waved.",
            "On the phone: not today, and not tomorrow either.",
            "{They} opened, said no, and closed. Looked thin.",
        ],
    ),
    (
        "note_third",
        &[
            "{Their} {kin} saw {them} yesterday; {they} is well but does not want visits this week.",
            "The caf\u{e9} owner at {spot} says {they} comes every morning.",
            "Support staff at the house say {they} is out all day and back at night.",
        ],
    ),
    (
        "note_gone",
        &[
            "Somebody else opened and says {they} left two weeks ago.",
            "The flat is empty and the post is piling up. Housing told.",
            "The hostel says the bed was given up on Friday.",
        ],
    ),
    ("mood", &["tired", "bright", "cross about the bus", "calm", "rushed", "low", "pleased"]),
    ("presentation", &["{Mood_line}.", "{Mood_line}, {look}.", "{Look}, {mood_line}."]),
    (
        "mood_line",
        &[
            "settled",
            "quieter than last time",
            "bright and talkative",
            "tired but warm",
            "on edge at first",
            "low, with some smiles",
            "a little fast",
            "worried about money",
            "much as usual",
            "distracted by the noise outside",
        ],
    ),
    (
        "look",
        &[
            "dressed for the weather",
            "had not slept much",
            "clean clothes",
            "thinner than in spring",
            "eating while we talked",
            "hand shaking a little",
            "new haircut",
            "unshaven and did not mind",
        ],
    ),
    (
        "wants",
        &[
            "I want {goal}.",
            "I want you to come on time, that's all.",
            "I want less of the tablets.",
            "Somebody to go to {spot} with.",
            "I want to see my {kin} more.",
            "To be left alone on Fridays.",
            "I want to get back to {interest}.",
            "A dentist who is kind.",
            "I want my own key.",
            "I want to sleep.",
            "Help with {repair_want}.",
            "I want to be asked, not told.",
        ],
    ),
    ("repair_want", &["the boiler", "the neighbour's noise", "the forms", "the bank", "the lock"]),
    (
        "concern",
        &[
            "Up at night, twice this week.",
            "Did not want to open the curtains.",
            "Money gone by Tuesday.",
            "New people in the flat who did not say their names.",
            "Has not eaten a hot meal since Sunday.",
            "Spoke of the neighbours listening.",
        ],
    ),
    (
        "next_action",
        &[
            "Ring housing about {repair}",
            "Book the blood test",
            "Ask the doctor about the evening dose",
            "Bring the bus pass form",
            "Go with {them} to the dentist",
            "Ring {their} {kin} back",
            "Find out when the {course} starts",
            "Bring the big pill box",
            "Check the tenancy letter",
            "Ask the pharmacy about the delivery",
            "Plan the joint visit",
        ],
    ),
    ("done_note", &["Done.", "Done together.", "Sorted on the phone.", "Done; letter follows.", ""]),
    (
        "green",
        &[
            "Usual rhythm holds: visits kept and things done",
            "Settled since the last review; weekly visits are what {they} asked for",
            "Keeps the plan, out and about at {spot}",
            "Two steady weeks behind {them}, weekly visits go on",
        ],
    ),
    (
        "amber_signs",
        &[
            "Sleeping less and keeping away from people since {weekday}",
            "Two early signs from {their} own list this week",
            "More suspicious of the neighbours, wants shorter visits more often",
            "Money gone early and not eating well: more visits until it is steady",
        ],
    ),
    (
        "amber_again",
        &[
            "Better but not steady: two visits a week for another fortnight",
            "Early signs fewer, {they} asked to keep the second visit",
            "Still up at night; second visit stays",
            "New tablets, looking in twice a week until the review",
        ],
    ),
    (
        "amber_missed",
        &[
            "Visits missed since {weekday}: more tries, other times, other faces",
            "Not seen as planned; somebody {they} likes will try in the evenings",
        ],
    ),
    (
        "amber_event",
        &[
            "Notice from the landlord: extra visits while it is sorted out",
            "{Their} {kin} is in hospital and {they} is on {their} own with it",
            "Moved house this week, everything is new",
        ],
    ),
    (
        "red_relapse",
        &[
            "Frightened and not sleeping: daily visits, two of us",
            "Voices loud, wants company every day and not the ward",
            "Stopped eating and opening the post; daily visits agreed with {them}",
            "Found wandering twice at night: daily visits and the doctor on {weekday}",
        ],
    ),
    (
        "red_discharge",
        &[
            "Left hospital: daily visits for the first two weeks",
            "Home since yesterday, daily visits as agreed on the ward",
        ],
    ),
    (
        "red_again",
        &[
            "Daily visits go on: nights are still bad",
            "Another week of daily visits, {they} and the team agree",
            "Better by day, frightened by night: daily visits stay",
        ],
    ),
    (
        "blue_ward",
        &[
            "On the ward: in-reach every week",
            "In hospital; we keep visiting so that {they} knows who comes when {they} leaves",
        ],
    ),
    (
        "grey_gone",
        &[
            "Cannot be found: steps under way since {weekday}",
            "Not at the address and not at {spot}: the search goes on",
        ],
    ),
    (
        "tier_actions",
        &[
            "Daily visit, two workers in the evening",
            "Second visit on {weekday}, phone in between",
            "Key worker and deputy take turns",
            "Joint visit with the doctor this week",
            "Meet at {spot} rather than at home",
        ],
    ),
    (
        "family_concern",
        &[
            "{Their} {kin} is worried: {carer_news}",
            "{Their} {kin} rang in tears: not answering the phone since {weekday}",
            "{Their} {kin} found the flat cold and no food",
            "{Their} {kin} says {they} talks to the radio again",
        ],
    ),
    (
        "concern_answer",
        &[
            "Rang back the same day, visit brought forward, rang again after it.",
            "Visited with the {kin}'s worry in mind; told them what {they} agreed we may say.",
            "Listened, visit today, carer's worker told.",
        ],
    ),
    (
        "police",
        &[
            "Police brought {them} home after a neighbour's call",
            "Stopped at {spot} for shouting; no further action",
            "Custody overnight, released without charge; liaison nurse rang",
        ],
    ),
    (
        "emergency_department",
        &[
            "Emergency department in the night with chest pain; nothing found, home by taxi",
            "Emergency department with a cut hand, four stitches",
            "Walked into the emergency department asking for somebody to talk to",
        ],
    ),
    (
        "crisis_line",
        &[
            "Rang the crisis line at 2am, spoke for twenty minutes, slept after",
            "Rang the crisis line twice on Saturday about the voices",
        ],
    ),
    (
        "housing",
        &[
            "Notice to leave by the end of the month",
            "Neighbours have complained about noise; landlord wrote",
            "Moved into a new flat at last",
        ],
    ),
    (
        "carer_breakdown",
        &[
            "{Their} {kin} says it cannot go on like this",
            "{Their} {kin} is in hospital and nobody else is at home",
        ],
    ),
    (
        "life_event",
        &[
            "{Their} dog died",
            "An old friend was buried on {weekday}",
            "The caf\u{e9} at {spot} has closed",
            "{Their} {kin} is getting married",
        ],
    ),
    (
        "staff_safety",
        &[
            "Shouted at a worker in the stairwell; nobody hurt, two of us from now on",
            "A guest in the flat blocked the door; left at once",
        ],
    ),
    (
        "good_news",
        &[
            "Got the keys to the new flat",
            "Finished the {course}",
            "Three months without {substance}",
            "Cooked for {their} {kin} for the first time",
            "First pay from {work}",
            "Sang at {spot} and they clapped",
            "Weighed in at the surgery and was proud",
        ],
    ),
    (
        "persons_view",
        &[
            "It is all right, but nobody asked about {interest}.",
            "I can see my own words in it this time.",
            "Too long. The line \u{201c}{goal}\u{201d} is good.",
            "I agree with it apart from the tablets.",
            "Keep the visits, drop the meetings.",
            "I want it on one page on the fridge.",
            "It says what helps. Good.",
            "I want {goal}. The rest can wait.",
        ],
    ),
    (
        "matters",
        &["{Interest}. {Goal_line}", "Being asked first. {Interest}.", "{Goal_line} {Interest} every week."],
    ),
    ("goal_line", &["Would like {goal}.", "Wants {goal}.", "Says it every time: {goal}."]),
    (
        "times",
        &[
            "Not before 11",
            "Mornings are best",
            "After lunch",
            "Any day but Friday",
            "Evenings, when it is quiet",
            "Before the market closes",
        ],
    ),
    (
        "approach",
        &[
            "Ring first, then knock twice",
            "Text an hour before",
            "No lanyards on the street",
            "Stand back from the door",
            "Call up from the gate; the bell is broken",
            "Say your name through the letter box",
            "Let the dog sniff first",
        ],
    ),
    (
        "culture",
        &[
            "Shoes off at the door",
            "Not during Friday prayers",
            "No visits on Saturdays before dark",
            "Fasting in Ramadan: come after sunset",
            "Sunday is for church",
        ],
    ),
    (
        "rule_two_person",
        &[
            "Two of us until the matter with the visitors is settled",
            "Two workers: alone {they} feels cornered and has pushed past",
            "Two workers after the shouting in March",
        ],
    ),
    (
        "rule_no_home",
        &[
            "Not at the flat: the lock is broken and others use it. Meet at {spot}",
            "Meet at {spot}; the landlord's son has threatened visitors",
        ],
    ),
    (
        "rule_meet_outside",
        &["Start outside and go in only when {they} says so", "Meet by the gate, then decide together"],
    ),
    (
        "rule_dog",
        &[
            "A big dog called Biscuit: ask for it to be shut in the kitchen",
            "Two terriers, loud and harmless, but they bolt for the stairs",
        ],
    ),
    (
        "rule_associates",
        &[
            "Others stay at the flat at weekends; leave if you do not know them",
            "The man from upstairs comes in without knocking; ask {name} first",
        ],
    ),
    (
        "key_reason",
        &[
            "{name} asked for a change",
            "The key worker leaves the team",
            "Caseloads evened out after the new colleague came",
            "Speaks {their} language",
        ],
    ),
    (
        "introduction",
        &[
            "Three joint visits over a month, then a cup of tea to say goodbye",
            "Joint visit this week at {spot}, second one next week",
            "Introduced at the review; they knew each other from the group",
        ],
    ),
    ("asked", &["ward", "emergency department", "custody", "GP", "pharmacy", "hostel", "family"]),
    (
        "step1",
        &["Tried again in the evening with somebody {they} likes", "Second try at {spot} and by phone"],
    ),
    (
        "step2",
        &[
            "Rang round: ward, emergency department, custody, GP and family",
            "Asked everybody {they} agreed we may ask",
        ],
    ),
    ("step3", &["Team talked it through at the handover", "Decision at the meeting with the doctor present"]),
    (
        "step4",
        &[
            "Walked {spot} and the underpass with a photo in mind, not in hand",
            "Joint visit by two of us, letter through the door, looked through the window",
        ],
    ),
    ("step6", &["Senior review: the search goes on"]),
    (
        "step_result",
        &[
            "Not found yet; nobody is alarmed.",
            "Seen on {weekday} by the caf\u{e9} owner, not by us.",
            "No news. We try again tomorrow.",
            "{Their} {kin} will ring when {they} turns up.",
        ],
    ),
    (
        "decision",
        &[
            "Likely embarrassed about the money; keep trying gently. No children, injection not due for two weeks. No legal step now.",
            "Likely {spot} in the afternoons. Try there with {their} deputy. Injection gap is the worry: look again on {weekday}.",
        ],
    ),
    (
        "referred_by",
        &[
            "Community mental health team",
            "Inpatient ward at Heronsgate",
            "Early intervention team",
            "GP",
            "Probation",
            "Street outreach team",
            "Crisis team",
            "Forensic outreach",
        ],
    ),
    (
        "left_well",
        &[
            "Settled for two years, works at {work} and chose to see the town team at the surgery",
            "Lives with {their} {kin}, keeps every appointment with the recovery team and asked for a goodbye walk to {spot}",
        ],
    ),
    (
        "left_to",
        &[
            "Perpetua Nettlestead, recovery team west, met {them} twice with us",
            "Dr Quentin Larkshaw and nurse Ife Moonburn, town team; both have met {them}",
        ],
    ),
    ("moved_to", &["Outreach team of the new town; their worker has visited twice"]),
    (
        "called_off_person",
        &[
            "At {their} {kin}'s",
            "Had forgotten the dentist",
            "Not well, asked for tomorrow",
            "Wants to watch the match",
        ],
    ),
    ("called_off_team", &["Worker ill", "Two of us needed elsewhere", "Car broke down"]),
    (
        "safety_seen",
        &[
            "Lift out of order, stairs dark.",
            "Needle bin full by the bed.",
            "Loose wire in the hall.",
            "New lock on the street door: buzzer 12.",
        ],
    ),
    ("late_reason", &["Written up after leave."]),
];

const INTERESTS: &[&str] = &[
    "chess",
    "growing chillies",
    "old radios",
    "dominoes",
    "football",
    "reggae",
    "knitting",
    "pigeons",
    "crosswords",
    "drawing buses",
    "bicycles",
    "cricket",
    "gospel singing",
    "fishing on the canal",
    "baking",
    "astronomy",
    "the guitar",
    "poetry",
    "buses and their routes",
    "model ships",
    "tea from everywhere",
    "Bollywood films",
    "the allotment",
    "swimming",
    "cards",
    "the news from home",
    "boxing",
    "birdwatching",
];
const SPOTS: &[&str] = &[
    "the covered market",
    "the canal lock",
    "the library steps",
    "the caf\u{e9} with the green door",
    "Sixpenny Park",
    "the bus station",
    "the laundrette",
    "the duck pond",
    "the chapel garden",
    "the snooker hall",
    "the bench by the weir",
    "the bakery on Teacup Lane",
    "the arcade",
    "the allotments",
    "the skate ramp",
];
const GOALS: &[&str] = &[
    "a flat with its own front door",
    "to cook for somebody",
    "to sleep through the night",
    "a job with animals",
    "to see the sea again",
    "to finish the plumbing course",
    "to be a proper uncle",
    "a garden",
    "to get the driving licence back",
    "to sing in front of people",
    "a quiet life",
    "to get off the injection one day",
    "to have the teeth done",
    "to go home for a visit",
];
const KIN: &[&str] = &[
    "sister",
    "brother",
    "mother",
    "father",
    "aunt",
    "daughter",
    "son",
    "cousin",
    "grandmother",
    "partner",
    "oldest friend",
];

/// A list by its name; an unknown name gives a list of nothing to say, and a test holds that there is none.
pub(crate) fn list(name: &str) -> &'static [&'static str] {
    LISTS.iter().find(|(known, _)| *known == name).map_or(&[""], |(_, list)| list)
}
