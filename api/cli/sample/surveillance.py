"""The diary of the Surveillance calendar, counted in calendar days: shifts know no weekend."""

SHIFTS = """
-89 | 06:30-14:30 | lukasz tomas | #okonkwo | Op KESTREL: first look, home address
-86 | 13:00-21:00 | tomas | #okonkwo | Op KESTREL: late, leisure centre car park
    Blue hatchback again at 15:40; passenger carried two full crates, alone.
-80 | 20:00-04:00 | lukasz tomas | #saltmarsh @depot | Op LANTERN: reconnaissance by night
-76 | 06:00-14:00 | lukasz cagla | #okonkwo | Op KESTREL: five-a-side morning
    Plays in goal. Dives to the left, for preference.
-73 | 18:00-23:30 | tomas | #delacourt | Op VESPER: restaurant, then home
-71 | 12:00-20:00 | cagla tomas | #moreau | Op QUARTZ: roundabout, both approaches
-68 | 09:00-17:00 | lukasz | #lindqvist | Op SPARROW: new offices, who comes and goes
-66 | 22:00-06:00 | lukasz tomas | #blackthorn @farm | Op BRAMBLE: lower yard, first night
    Wear something warm; the barn has a roof and little else.
-65 | 22:00-06:00 | lukasz cagla | #blackthorn @farm | Op BRAMBLE: lower yard, second night
-64 | 22:00-06:00 | cagla tomas | #blackthorn @farm !cancelled | Op BRAMBLE: third night
    Called off: arrests on the second night, two quad bikes recovered.
-59 | 14:00-22:00 | lukasz cagla | #castellan @piraeus | Op FERRY: berth 9, arrival of the ship
-58 | 06:00-14:00 | lukasz cagla | #castellan @piraeus | Op FERRY: berth 9, unloading
-57 | 06:00-12:00 | lukasz | #castellan @piraeus | Op FERRY: departure, pilot's statement
-54 | 16:00-00:00 | tomas | #delacourt | Op VESPER: station, last three trains
-52 | 07:00-15:00 | cagla | #northgate | Op THIMBLE: how full is "fully booked"?
    Four patients seen; nineteen invoiced.
-48..-43 | 19:00-07:00 | lukasz cagla tomas | #saltmarsh @depot =lantern | Op LANTERN: five-day stay
-40 | 08:00-16:00 | tomas | #northgate | Op THIMBLE: supplier's lock-up
-38 | 17:00-01:00 | cagla tomas | #moreau | Op QUARTZ: body shop after hours
-37 | 17:00-01:00 | lukasz cagla | #moreau | Op QUARTZ: body shop, tow lorry expected
-35 | 06:00-14:00 | tomas | #lindqvist | Op SPARROW: breakfast meetings, Tanner's Walk
-33 | 11:00-19:00 | cagla | #delacourt | Op VESPER: the second flat
    Two names on the bell; photographs are in the file.
-31 | 05:00-13:00 | lukasz tomas | #saltmarsh @depot | Op LANTERN: early lorries, Gate C
-28 | 12:00-18:00 | tomas | #greyfriars | Op HARBOUR: removal van announced
-27 | 10:00-18:00 | marcus renee | #zephyr @ny-street | Op MAGPIE: sidewalk stalls, test buys
    Buy two; keep the wrapping; note who hands over change, and from where.
-25 | 21:00-05:00 | lukasz cagla | #ravensworth @manor | Op CINDER: who visits the ruin at night
-24 | 21:00-05:00 | cagla tomas | #ravensworth @manor | Op CINDER: ruin, second night
    "Visitor" was a badger. Thermal picture attached for the Christmas card.
-22 | 13:00-21:00 | tomas | #delacourt !cancelled | Op VESPER: airport
    Flight was cancelled, and so were we.
-21 | 06:30-14:30 | lukasz cagla | #okonkwo | Op KESTREL: one more morning for counsel
-20 | 11:00-20:00 | akiko | #hinode @tokyo-street | Op PRISM: 電気街, stalls at the east exit
-19 | 11:00-20:00 | akiko | #hinode @tokyo-street | Op PRISM: 電気街, supplier's scooter
-18 | 07:00-15:00 | tomas | #halcyon | Op TALLY: count everybody who clocks in
-17 | 15:00-23:00 | cagla | #quill | Op NIB: the courier who reads on the train
-16 | 18:00-02:00 | lukasz cagla | #saltmarsh @depot | Op LANTERN: the lorry that is on no list
    The manifest knows three lorries, the driver spoke of four.
-14 | 09:00-17:00 | cagla | #lindqvist | Op SPARROW: trade fair, hall 6
-12 | 06:00-14:00 | lukasz cagla | #northgate | Op THIMBLE: van, two addresses
-11 | 20:00-04:00 | lukasz cagla | #blackthorn @farm | Op BRAMBLE: combine left out, top field
-10 | 20:00-04:00 | cagla lukasz | #blackthorn @farm | Op BRAMBLE: top field and ford
-8 | 12:00-20:00 | cagla | #moreau | Op QUARTZ: claimant's gym
-7 | 07:30-15:30 | tomas | #greyfriars | Op HARBOUR: who leaves early, and from which flat
-6..-4 | 20:00-08:00 | lukasz tomas | #ravensworth @manor | Op CINDER: stake-out at the gatehouse
    Thirty-six hours in one go: two vehicles, sleep in turns, no fires (of all places).
-5 | 07:00-15:00 | cagla | #halcyon | Op TALLY: cash machines, two towns
-3 | 14:00-22:00 | cagla tomas | #delacourt | Op VESPER: museum, then the river
-2 | 06:00-14:00 | lukasz | #saltmarsh @depot | Op LANTERN: early, Gate C
-2 | 22:00-06:00 | cagla tomas | #saltmarsh @depot | Op LANTERN: night, upper deck
-1 | 10:00-18:00 | lukasz | #greyfriars | Op HARBOUR: viewing, posing as nobody
    We watch the viewing from across the road. We do not view.
-1 | 22:00-06:00 | cagla tomas | #saltmarsh @depot | Op LANTERN: night, both positions
-1 | 17:00-21:00 | marcus | #zephyr @ny-street | Op MAGPIE: evening stalls
0 | 06:00-14:00 | | #northgate | Op THIMBLE: lock-up to surgery (agency crew)
0 | 14:00-22:00 | tomas | #moreau | Op QUARTZ: body shop, front
0 | 22:00-06:00 | lukasz cagla | #saltmarsh @depot =lantern | Op LANTERN: night, both gates
1 | 13:00-21:00 | tomas | #delacourt | Op VESPER: cinema, possibly
1 | 22:00-06:00 | lukasz cagla | #saltmarsh @depot | Op LANTERN: night, last before review
2 | 12:00-16:30 | akiko | #hinode @tokyo-street | Op PRISM: 電気街, new stall
2 | 15:00-23:00 | tomas | #quill !tentative | Op NIB: book launch, back door
3 | 06:00-14:00 | cagla | #okonkwo | Op KESTREL: proof that he still drives
4 | 09:00-14:30 | marcus | #zephyr @ny-street | Op MAGPIE: warehouse on 9th
5..7 | 18:00-10:00 | lukasz tomas | #blackthorn @farm | Op BRAMBLE: stake-out at the ford
    Camp in the dry barn. Farmer knows; farmer's dog does not yet.
6 | 10:00-18:00 | cagla | #halcyon | Op TALLY: third home, front entrance
8 | 07:00-15:00 | cagla | #lindqvist | Op SPARROW: where he parks, and when
9 | 17:00-01:00 | lukasz tomas | #moreau | Op QUARTZ: staged collision expected
    Agency crew with dash cameras on the north approach. If it happens, first aid comes first.
10 | 17:00-01:00 | tomas cagla | #moreau !tentative | Op QUARTZ: second evening, if the first is dry
11 | 10:00-16:00 | renee | #zephyr @ny-street | Op MAGPIE: second round of test buys
12 | 12:00-20:00 | cagla | #greyfriars | Op HARBOUR: keys change hands
13 | 05:00-13:00 | lukasz tomas | #saltmarsh @depot | Op LANTERN: with the client's own guards
14 | 09:00-17:00 | tomas | #greyfriars | Op HARBOUR: the new tenants move in
15 | 20:00-04:00 | lukasz cagla | #ravensworth @manor !tentative | Op CINDER: a year after the fire
17 | 08:00-16:00 | tomas | #northgate | Op THIMBLE: delivery day
19 | 14:00-22:00 | cagla | #delacourt !tentative | Op VESPER: before the hearing
21 | 10:00-18:00 | marcus | #zephyr @ny-street | Op MAGPIE: with the marshals
23 | 06:00-14:00 | lukasz tomas | #castellan @piraeus | Op FERRY: second call at berth 9
24 | 06:00-14:00 | lukasz tomas | #castellan @piraeus | Op FERRY: cargo survey from the quay
26 | 11:00-20:00 | akiko | #hinode @tokyo-street !tentative | Op PRISM: handover by the scooter
29 | 21:00-05:00 | cagla tomas | #blackthorn @farm | Op BRAMBLE: lower yard, no lights
33 | 09:00-17:00 | lukasz | #halcyon | Op TALLY: final count
37 | 07:00-15:00 | cagla tomas | #tamarind | Op LEDGER: cash and carry, loading bay
38 | 07:00-15:00 | cagla tomas | #tamarind | Op LEDGER: second day, rear entrance
44 | 22:00-06:00 | lukasz tomas | #saltmarsh @depot | Op LANTERN: unannounced night
58..59 | 18:00-06:00 | lukasz cagla | #blackthorn @farm !tentative | Op BRAMBLE: night before market
81 | 10:00-18:00 | lukasz | #signalhill @st-johns !tentative | Op HERRING: landing stage, first tide
104 | 22:00-06:00 | lukasz tomas | #saltmarsh @depot !tentative | Op LANTERN: one more, if renewed
"""
