"""The diaries of the personal calendars, by short name; counted in working days."""

EVENTS = {
    "sian": """
-56 | 13:00-13:40 | sian | @yard | Physio: shoulder
-41..-37 | - | sian | +Leave | Annual leave, at last
-34 | 16:00-17:00 | sian | @marple | Annual talk: Tomás
-28 | 08:30-09:00 | sian | @phone | School: parents' meeting
-22 | 15:00-16:30 | sian honor | @marple | Budget for surveillance, second draft
-17 | 10:00-12:00 | sian | !free | Reading day: nine logs, no telephone
-13 | 16:00-17:00 | sian | @marple | Annual talk: Çağla
-9 | 12:00-13:00 | sian | | Lunch with Gwen, the good place
-6 | 08:15-08:45 | sian | | Dentist
-4 | 16:30-17:00 | sian zoe | @marple | One to one: Zoë
-3 | 17:30-18:30 | sian | | Choir: concert rehearsal
-2 | 15:30-16:00 | sian lukasz | @marple | One to one: Łukasz
-1 | 16:30-17:30 | sian jurgen | @marple | Costs of Op LANTERN, line by line
0 | 16:00-16:30 | sian lukasz | @marple | One to one: Łukasz, before his night shift
0 | 14:00-15:00 | sian | !free | Keep free: monthly report, Saltmarsh
2 | 08:15-08:45 | sian | | School run (Dafydd's bicycle)
1 | 12:30-13:30 | sian | !tentative | Lunch with Calder Mutual's new claims director
2 | 16:00-17:00 | sian adaeze | #okonkwo @marple | Read through the witness order
4 | 13:30-15:00 | sian chau | @marple | Roster for the next four weeks
4 | 17:30-19:30 | sian | | Choir
7 | 10:00-11:00 | sian oyvind | @lab | New cameras: try them in the dark
8 | 16:30-17:00 | sian zoe | @marple | One to one: Zoë, after the interviews
12 | 13:00-13:40 | sian | | Physio: shoulder, last one
14 | 15:00-16:00 | sian | !cancelled | Supplier of tyres, sales visit
21..27 | - | sian | +Leave | Annual leave: Pembrokeshire
29 | 09:30-10:30 | sian honor | @marple | Back from leave: what burnt down?
43 | 10:00-12:00 | sian honor jurgen | @maigret | Next year's plan, first version
71 | 08:30-09:00 | sian | @phone !tentative | School: choice of subjects
""",
    "honor": """
-35 | 12:30-14:00 | honor | @wharf | Lunch, Calder Mutual
-16..-12 | - | honor | +Leave | Walking, unreachable
-1 | 10:00-11:00 | honor | #castellan @phone | Underwriters of the Castellan Star
1 | 09:30-10:30 | honor | #winterbourne @pettifer | The trustees, all of them
5 | 12:30-14:00 | honor | | Professional body: complaints panel
11 | 18:00-20:00 | honor | @temple !tentative | Chambers' reception
30 | 10:00-11:00 | honor | @yard | Portrait for the website (if it must be)
""",
    "adaeze": """
-48 | 17:30-19:00 | adaeze | +Training | Evening class: cross-examination
-20 | 08:30-09:15 | adaeze | | Optician
-1 | 17:30-19:00 | adaeze | +Training | Evening class: expert evidence
4 | 15:00-17:00 | adaeze | #okonkwo !free | Keep free: trial bundle, second look
7 | 13:00-14:00 | adaeze | #okonkwo @temple | Junior counsel: running order
24..28 | - | adaeze | +Leave | Lagos: Ngozi's wedding 🎉
""",
    "akiko": """
-44 | 18:30-20:00 | akiko | | 英会話 (English conversation)
-8 | 09:00-10:00 | akiko | | 歯医者 (dentist)
2 | 18:30-20:00 | akiko | | 書道教室 (calligraphy)
6 | 12:00-13:00 | akiko | !tentative | ランチ: 桜木 広報 (lunch)
22..25 | - | akiko | +Leave | 箱根 (Hakone)
31..34 | - | akiko | +Travel | London and Harrogate, by way of Helsinki
""",
    "cagla": """
-45 | 09:00-12:00 | cagla | +Training | Advanced driving, module 2
-9 | 08:00-08:20 | cagla | | Vaccination
2 | 10:00-11:00 | cagla | @phone | Licensing authority: new badge
5 | 15:00-16:00 | cagla | #okonkwo @marple | Go through my logs with Adaeze's trainee
15..18 | - | cagla | +Leave | İzmir, with Anne
""",
    "chau": """
-46..-45 | - | chau | +Training | Course: company registers of Asia
-15 | 12:00-13:00 | chau | | Lunch with a registrar who likes pho
-2 | 14:30-16:30 | chau | #kovalenko !free | Keep free: transcripts
2 | 09:30-10:30 | chau | #marlowe @pettifer | Hand over the parish register
6 | 16:00-17:00 | chau | @video | Archive of Newfoundland, reading room rules
29..33 | - | chau | +Leave | Huế, family
""",
    "jose": """
-38 | 16:00-17:00 | jose | | Renovar el pasaporte
-7 | 19:00-21:00 | jose | | Cena con los del banco
-2 | 10:00-12:30 | jose | #castellan !free | Keep free: who owns the owner
3 | 12:00-13:00 | jose | #northgate @phone | Bank: second freezing notice
5..7 | - | jose | #mendoza +Travel !free | Ciudad de México, return by night
14..19 | - | jose | +Leave | Cádiz con los niños
""",
    "jurgen": """
-18..-17 | - | jurgen | | Year-end: please, no invoices
-3 | 14:00-15:00 | jurgen | @phone | Insurance for two vans
0 | 15:00-16:00 | jurgen | | Pay run
4 | 11:00-12:00 | jurgen | @yard | Auditors: questions 1 to 14
10 | 15:00-16:00 | jurgen | !tentative | Landlord: lift, again
""",
    "lukasz": """
-47 | 10:00-13:00 | lukasz | +Training | First aid, refresher
-13 | 14:00-15:00 | lukasz | | MOT, the grey van
-1 | 18:15-19:00 | lukasz tomas | @phone | Roster: nights until the review
2 | 14:00-15:00 | lukasz | #saltmarsh @depot | Client's head of security, on site
7 | - | lukasz | +Birthday !free | 44. Nie świętuję
26..29 | - | lukasz | +Leave | Tatry, namiot
""",
    "marcus": """
-40 | 07:30-08:30 | marcus | | Dentist
-4 | 18:00-20:30 | marcus | | Jazz, with Renée's brother
1 | 12:00-13:00 | marcus | #tidewater @phone | Founder no. 2's former partner
6 | 08:00-09:00 | marcus | !tentative | Breakfast, bar association
24..28 | - | marcus | +Leave | Upstate, no signal
""",
    "oyvind": """
-39..-38 | - | oyvind | @oslo +Travel | Oslo: nordic forensics meeting
-9 | 13:00-14:00 | oyvind | @lab | Write blockers: calibrate all six
0 | 13:00-16:00 | oyvind | #ashdown @lab !free | Keep free: joint statement
3 | 09:00-12:00 | oyvind | #quill @lab | Second image of the backup disk
8 | 14:00-15:00 | oyvind | @lab | Cooling of the server room, engineer
16..20 | - | oyvind | +Leave | Hytta
""",
    "renee": """
-33..-29 | - | renee | +Leave | Lafayette, Maman's seventieth
-7 | 17:30-18:30 | renee | | Fencing
1 | 09:00-10:30 | renee | #tidewater !free | Keep free: corporate filings
3 | 17:30-18:30 | renee | | Fencing, bring the other glove
13 | 12:00-13:00 | renee | !tentative | Lunch, alumni office
""",
    "tomas": """
-43 | 09:00-10:00 | tomas | | Bank: the mortgage
-10..-9 | - | tomas | +Leave | Dingle, regatta
-1 | 15:00-15:15 | tomas | @yard | Hand in the long lens for repair
2 | 10:00-11:00 | tomas | #moreau @maigret | Map of collisions with Adaeze
8 | 13:00-14:00 | tomas | | Physio: back, too many cars
""",
    "zoe": """
-22 | 14:00-15:00 | zoe | | Verlenging paspoort, consulate
-2 | 16:00-17:00 | zoe | #halcyon !free | Keep free: order of the documents
0 | 14:00-15:30 | zoe | #halcyon !free | Keep free: write while it is fresh
3 | 13:00-14:00 | zoe | #lindqvist @phone | Aurelia's counsel, Göteborg
5 | 17:30-18:00 | zoe | | Removal men: estimate
22..26 | - | zoe | +Leave | Terschelling
""",
}

TASKS = {
    "sian": """
-18 | - | sian | ~-19 | Renew parking permit
-8 | 17:00 | sian | ^4 | Read Øyvind's note on cameras
-5 | - | sian | ~-5 | Ring the physio
-1 | - | sian | ^2 | Answer the complaints panel
0 | 16:00 | sian | ~-1 | Book rooms for the trial week
1 | 12:00 | sian | ^1 | Sign the proportionality note, Op QUARTZ
3 | - | sian | | Birthday card for Łukasz
9 | 17:00 | sian | ^5 | Slides for Harrogate
19 | - | sian | | Hand over before leave
""",
    "jurgen": """
-6 | - | jurgen | ~-6 ^1 | VAT return
5 | 12:00 | jurgen | ^2 | Rooms in Harrogate: final numbers
""",
    "lukasz": """
-4 | - | lukasz | ~-7 | Tyres for the grey van
6 | - | lukasz | ^3 | Licences: who expires this year?
""",
    "zoe": """
-2 | - | zoe | | Expenses, Göteborg and Amsterdam
2 | 12:00 | zoe | ^2 | Send plan for witness K4 to Warsaw
""",
}
