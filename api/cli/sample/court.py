"""The diary of the Court diary calendar, counted in working days."""

HEARINGS = """
-59 | 10:30-11:30 | adaeze | #delacourt @carrow | Delacourt: first appointment
-56 | 14:00-15:00 | adaeze jose | #northgate @fountain | Northgate: freezing order, without notice
    Heard in private. Not a word outside the team until the bank has confirmed.
-53 | 10:00-16:00 | lukasz adaeze | #blackthorn @hexley | Our log in evidence, R v Pask and another
-46 | 11:00-13:00 | jose | #mendoza @lisbon | Mendoza: exequatur, audiência preliminar
-40 | 10:30-13:00 | zoe adaeze | #lindqvist @fountain | Aurelia v Lindqvist: interim injunction
    Granted in part: he may work, he may not ring our client's customers.
-37 | 13:30-15:30 | marcus | #zephyr @ny-court | Zephyr: motion for seizure order
-35 | 10:00-10:30 | adaeze | #obriain @phone | Ó Briain: preliminary hearing, telephone
-32 | 10:00-16:30 | oyvind adaeze | #ashdown @fountain | Ashdown & Lyle: disclosure, day in court
    Øyvind speaks to the chain of custody; "hash" will have to be explained, once, with patience.
-29 | 10:30-12:30 | adaeze | #delacourt @carrow !cancelled | Delacourt: dispute resolution hearing
    Vacated by consent, the husband's accountant being ill.
-26 | 09:45-11:00 | chau adaeze | #greyfriars @aldermoor | Greyfriars: possession list, five flats
-23 | 14:00-16:00 | jose honor | #castellan @fountain | Castellan Star: application to arrest
-21 | 10:00-13:00 | sian adaeze | #saltmarsh @aldermoor | Saltmarsh: guard's dismissal, our footage
-18 | 10:00-12:30 | adaeze | #moreau @carrow | Moreau Road: three claims joined
-16 | 09:30-10:15 | marcus | #tidewater @ny-court | Tidewater: sealed filing, status conference
-15 | 10:30-12:00 | adaeze | #winterbourne @fountain | Winterbourne: trustees ask for directions
-12 | 10:00-16:00 | oyvind | #quill @fountain | Quill & Daughters: whose laptop was it?
-10 | 10:00-11:00 | chau | #kovalenko @temple | Conference with counsel: order of witnesses
-8 | 13:00-15:00 | zoe | #obriain @stannard | Ó Briain: witness orders
    Train 08:33 from London, back at 16:45. Bundle B; two copies; tabs, please.
-7 | 10:30-12:30 | adaeze jose | #northgate @fountain | Northgate: return date, freezing order
-5 | 10:00-13:00 | adaeze | #blackthorn @hexley | R v Pask: sentence
-4 | 11:00-13:00 | jose | #mendoza @lisbon | Mendoza: audiência, testemunhas
-3 | 14:00-15:00 | adaeze sian | #okonkwo @temple | Okonkwo: conference with counsel
    Ms Aldous wants the logs in one voice. We shall explain, politely, why they have three.
-2 | 10:00-10:30 | adaeze | #halcyon @phone | Halcyon: application listed, time estimate
-1 | 10:30-12:00 | adaeze zoe | #lindqvist @fountain | Aurelia v Lindqvist: costs
0 | 10:30-12:30 | adaeze chau | #greyfriars @aldermoor | Greyfriars: possession, flat 12 contested
    Tenant's daughter will interpret; the court was told. Mind the building works at the entrance;
    the ramp is on the river side.
0 | 14:00-15:30 | marcus | #zephyr @ny-court | Zephyr: seizure order, return of service
1 | 10:00-11:30 | jose | #castellan @fountain | Castellan Star: security for release
2 | 14:00-16:00 | adaeze | #delacourt @carrow | Delacourt: dispute resolution hearing, relisted
3 | 09:30-10:00 | adaeze | #moreau @phone !tentative | Moreau Road: directions, if not agreed
4 | 10:00-13:00 | chau zoe | #kovalenko @fountain | Kovalenko: evidence by link from Warsaw
5 | 10:30-11:30 | sian adaeze | #okonkwo @carrow | Okonkwo: pre-trial review
6 | 10:00-12:00 | oyvind | #ashdown @fountain | Ashdown & Lyle: experts' joint statement
8 | 10:00-16:30 | adaeze lukasz | #okonkwo @carrow =trial | Okonkwo: trial, day 1 of 4
9 | 10:00-16:30 | adaeze cagla | #okonkwo @carrow =trial | Okonkwo: trial, day 2 of 4
10 | 10:00-16:30 | adaeze lukasz | #okonkwo @carrow =trial | Okonkwo: trial, day 3 of 4
11 | 10:00-13:00 | adaeze sian | #okonkwo @carrow !tentative | Okonkwo: trial, day 4, closing
13 | 10:00-10:45 | marcus | #tidewater @ny-court | Tidewater: unsealing, oral argument
14 | 10:30-13:00 | chau | #marlowe @fountain | Marlowe: the cousin from Gander
17 | 10:00-16:00 | zoe adaeze | #obriain @stannard | Ó Briain: full hearing, day 1
    Zoë is called first thing. Claimant is in person; be kind, be brief.
18 | 10:00-16:00 | zoe adaeze | #obriain @stannard | Ó Briain: full hearing, day 2
21 | 11:00-13:00 | jose | #mendoza @lisbon !cancelled | Mendoza: alegações finais
    Court moved it by six weeks; new date follows by post.
23 | 10:30-12:30 | adaeze | #winterbourne @fountain | Winterbourne: removal of a trustee
26 | 14:00-15:00 | oyvind | #quill @fountain | Quill & Daughters: imaging order
29 | 10:00-12:00 | adaeze | #northgate @fountain | Northgate: summary judgment
34 | 10:00-16:30 | adaeze cagla tomas | #moreau @carrow | Moreau Road: trial, first week opens
35 | 10:00-16:30 | adaeze cagla | #moreau @carrow | Moreau Road: the roundabout footage
36 | 10:00-16:30 | adaeze tomas | #moreau @carrow | Moreau Road: the body shop
41 | 10:30-11:30 | adaeze | #halcyon @aldermoor !tentative | Halcyon: first hearing
47 | 11:00-13:00 | jose | #mendoza @lisbon | Mendoza: alegações finais, new date
63 | 10:00-16:00 | zoe | #lindqvist @fountain !tentative | Aurelia v Lindqvist: trial window opens
76 | 10:30-12:00 | adaeze | #delacourt @carrow !tentative | Delacourt: final hearing, provisional
"""
