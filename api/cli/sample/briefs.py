"""The long descriptions of the sample's diaries, by the name in their =tag."""

BRIEFS = {
    "trial": r"""
Order of the week for everybody who comes to Carrow Street, so that nobody has to ask twice.

Counsel is Rosalind Aldous KC; she meets witnesses at 09:30 in the consultation room on the second
floor, not in the corridor. The claimant's family sits on the left. Say good morning; say nothing
else, to them or about them, anywhere in the building, the lift and the café across the road
included. Mr Okonkwo "cannot lift a kettle", according to paragraph 14 of the particulars; our log
of the third week says otherwise, and the whole trial turns on whether that log is believed.

Bring:
- the signed originals of all nine logs, in the order of the index; copies are with the clerk
- the exhibit disc EX-7 with its seal unbroken, and form 4(b) that says who had it, and when
- your own notebook; only your own. What you did not write, you do not read from
- proof of address, for the expenses form

Exhibits are at \\vault\matters\HV-2388\exhibits\final; the folder "old" is kept for disclosure and
is not to be opened in court, projected, forwarded or "quickly checked". The index was frozen when
the bundle was lodged: if you find a mistake in it, ring Adaeze, who will tell counsel, who will
decide; do not correct it yourself.

What you will be asked, most likely: where you stood; how far it was; what the light was like; what
you could not see; whether you took your eyes off him; who chose the hours. Answer the question,
then stop. "I don't remember" is a complete sentence, and so is "no". If you are shown a photograph
you have not seen before, say so, and look at it for as long as you need. Nobody was ever blamed
for a pause.

Lodging: two rooms at the Wharf Steps guest house for Łukasz and Çağla, breakfast from 06:30, paid.
Trains are on Jürgen's card; keep the receipts. The duty telephone, 07700 900142, is answered at all
hours of this week; the court office is 020 7946 0618 until 16:30, and they do not ring back.

After judgment nobody speaks to journalists, on or off the record; give them the number of the
client's press office, 020 7946 0333, and wish them a pleasant afternoon.
""",
    "lantern": r"""
Purpose. Pallets leave the depot on the manifest of one lorry and arrive, lighter, on another. The
client wants to know who opens the trailers, where, and whether the gatehouse looks away or is
simply not looked at. We watch; we do not stop, follow on foot, or speak to anybody.

Ground. The depot has three gates. Gate A is for staff cars; Gate B has been chained since the
flood; Gate C takes everything with wheels. The lay-by on Estuary Road, 140 m east, sees Gate C and
the weighbridge but not the wash bay. The second position, the upper deck of the multi-storey on
Tilling Parade (level 5, bays 501-520), sees the wash bay and nothing else; it closes from 23:00 to
05:30, so whoever is there at 23:00 stays until morning. Bring a flask.

Crew. Łukasz leads from the lay-by; Çağla and Tomás share the upper deck; an agency pair covers the
ring road in a grey van. Calls every half hour on channel 4, "Lantern one, all quiet" or what is not
quiet; if two calls are missed, Łukasz walks over, and if he does not ring within ten minutes, the
duty investigator rings the police on 101 and then Siân.

Recording.
- times from the radio clock, not from a telephone
- registration, colour, direction; then what you think it means, on a separate line
- photographs at \\vault\matters\HV-2396\lantern\<shift>\raw; never rename, never crop
- no recording of conversations; no recording inside vehicles; nothing that shows the nursery

Law. The proportionality note was signed by Honor and is in the file; it covers the two positions
above and no third one. Should the driver who was named in the first report turn out to be under
eighteen, as somebody suggested, we stop that night and write to the client in the morning.

If you are challenged: you are waiting for a breakdown lorry; you do not need to be believed, only
to be left alone; drive off at the second question. If somebody asks outright whether you are an
investigator, do not deny it. Nothing that we could see from that lay-by is worth a lie that has to
be explained to a judge; nobody's tyres are worth a scuffle; and the tide covers the lower end of
the road twice a day, so look at the table (it is in the door pocket) before you park there.

Relief at 06:00, at the café by the roundabout; debrief by telephone, ten minutes, before anybody
sleeps. Sleep is not optional: eight hours before the next shift, or swap it.
""",
    "conference": r"""
Two days with the telephones off, once a year; New York and Tokyo join for the first morning by
video, and Akiko comes in person 🎉. Partners and families are welcome at dinner, dogs in the bar.

First day
- 10:30 Coffee, badges, the annual argument about the heating
- 11:00 Honor: the year in eleven numbers; questions, real ones
- 11:45 Łukasz and Çağla: what the camera saw; or, how to write a log that survives
  cross-examination (bring a log of your own, with names struck out)
- 13:00 Lunch; the vegetarian table is the one by the window, and it is always the better one
- 14:15 Øyvind: "deleted" is not a place. Telephones, mailboxes, and what a court may see of them
- 15:30 In threes, outdoors if dry: one matter that went wrong, told by the person who was there
- 17:00 Free; the baths are open until seven, towels at reception
- 19:30 Dinner, The Old Pump, long room; José has promised not to sing

Second day
- 09:00 Zoë and Adaeze: an interview, played twice; you will be asked to find what was missed
- 10:30 Châu: open registers of nine countries, what they cost, which of them lie, and a short tour
  of C:\Registers\2nd_edition for those who bring a laptop
- 11:30 Jürgen: expenses. It is twenty minutes long; it saved us five figures; please sit in front
- 12:00 Siân: the plan for the coming year; who goes where; what we will stop doing
- 13:00 Lunch, trains

What to bring: nothing that names a client. The hotel is pleasant, its walls are thin, and half of
the county's solicitors breakfast there. Rooms are booked for everybody who answered; if you did
not, answer now. Allergies to jurgen.gross@harrowvale.example; lifts from London with Tomás, who
leaves Ashlar Yard at 06:45 and does not wait, or by train, changing at Leeds.

While we are away the on-call telephone is with the agency, 020 7946 0475: they take messages, they
wake Siân if it is urgent, and they know what urgent means. Surveillance that is already running
goes on with the reduced crew in the roster; no new operation begins on either day, no matter who
asks, how nicely, or how often.

Last year's list of good resolutions is pinned up beside the coffee machine. We kept four of seven;
let us see what became of the others.
""",
    "payroll": r"""
Plan for the interview with the regional payroll manager. It is voluntary, she may leave at any
time, and she has been told that she may bring somebody; she said that she would come alone.

What we know. Eleven names were paid at three homes over fourteen months; none of the eleven appears
on a rota, has a locker, or ever reported sick. Seven share two bank accounts. All were entered from
one desk, between 18:10 and 18:40, when the office is usually empty. That desk is hers; so is the
login; but the door log shows that on at least five of those evenings her card had already left the
building.

What we do not know, and want to:
- who else used that desk, and who knew the password ("on a note under the keyboard", says IT)
- whether she checked the monthly exceptions report, or signed it unread; both are human
- why the regional director asked for the report to be sent to him instead, from the spring on
- what she thinks happened. Ask this early, listen long, and do not help

Order. Rapport, ten minutes at least; free account, uninterrupted; then topic by topic, the evenings
last. Documents one at a time, in this order: rota, locker list, the exceptions report, door log.
Never two on the table at once; never ask "why did you", ask "tell me about". Zoë leads; Adaeze
writes, watches the clock and offers a pause every forty minutes, or whenever the hands start to
move about. No promises; no opinions; no "off the record"; no reading out what others have said.

If she admits something: thank her, stop, give her time; explain again that she may take advice;
ask whether she wishes to go on, and write down the answer in her own words. If she asks whether
the police will be told, say truthfully that it is the client's decision and not ours.

Afterwards. Recording to \\vault\matters\HV-2455\interviews\sealed, checksum into the register, the
two notebooks signed across the seal. Half an hour for the two of us alone: what did we hear, and
what did we only expect to hear? The note goes to the client within two working days; Siân reads it
first. Taxi for her in either case: account 4417, 020 7946 0129; tea, not coffee; a box of
handkerchiefs that is not empty, this time.
""",
}
