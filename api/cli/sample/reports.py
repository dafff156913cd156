"""The diary of the Reports due calendar: tasks, counted in working days."""

REPORTS = """
-60 | 17:00 | lukasz | #okonkwo ~-60 ^3 | First surveillance report, weeks 1 and 2
-57 | - | zoe | #lindqvist ~-58 | Chronology for the injunction
-55 | 12:00 | jose | #northgate ~-55 ^1 | Affidavit on assets, Northgate
-51 | 17:00 | chau | #marlowe ~-52 | Family tree, three generations
-46 | 17:00 | lukasz | #blackthorn ~-47 | Log and photographs for the police
-44 | 16:00 | oyvind | #ashdown ~-45 ^1 | Imaging report, fourteen mailboxes
    Hashes in annex B; explain every gap; no adjectives.
-42 | - | jose | #mendoza ~-40 | Assets in Portugal, first sweep
-39 | 17:00 | lukasz | #saltmarsh ~-39 ^2 | Op LANTERN: report on the five days
-37 | 12:00 | adaeze | #moreau ~-38 | Witness summaries for three claims
-33 | - | akiko | #hinode ~-33 | 第一次報告書 (first report)
-31 | 17:00 | zoe | #ferro ~-29 ^5 | Interim letter to the audit committee
-29 | 10:00 | adaeze | #greyfriars ~-30 | Statements for the possession list
-27 | - | tomas | #delacourt ~-27 | Log of eleven evenings
-26 | 17:00 | jose | #castellan ~-26 ^1 | Affidavit in support of arrest
-24 | 15:00 | oyvind | #quill ~-25 | Metadata of the leaked draft
-22 | - | chau | #pryce ^4 | Timeline of the last known week
    Open on purpose: two bus companies have still to answer.
-20 | 17:00 | lukasz | #northgate ~-21 | Supplier's lock-up: what went in, what came out
-18 | 12:00 | zoe | #obriain ~-18 | Bundle of interviews, redacted
-17 | - | sian | #okonkwo ~-17 ^2 | Read all nine logs in one sitting
-15 | 17:00 | marcus | #tidewater ~-16 | Founder no. 2: background report
-14 | 17:00 | adaeze | #ravensworth ~-12 | Interviews at the manor, summary
-13 | - | jose | #tamarind | Scope letter and fee estimate
-11 | 16:00 | oyvind | #ashdown ~-11 ^1 | Draft for the joint statement
-10 | 17:00 | cagla | #halcyon ~-10 | Head count against payroll
-9 | - | chau | #vandermeer ~-9 | Provenance, crates 20 to 35
-8 | 17:00 | lukasz | #ravensworth ^6 | Op CINDER: note on the badger
    Calder Mutual really did ask for it in writing.
-7 | 12:00 | zoe | #lindqvist ~-8 ^2 | Reply to the costs schedule
-6 | 17:00 | jose | #mendoza ~-6 | Assets in Mexico, first sweep
-5 | - | renee | #zephyr ~-4 | Importer's corporate structure
-4 | 17:00 | akiko | #sakuragi ^1 | 中間報告 (interim report)
    Waiting for the land register; the client knows, and has asked twice.
-3 | 16:00 | adaeze | #okonkwo ~-3 ^1 | Trial bundle to the printers
-2 | - | tomas | #greyfriars | Log of flat 12, with times of the lights
-1 | 17:00 | sian | #halcyon ~-1 | Approve the interview plan
-1 | 12:00 | oyvind | #quill ^3 | Letter on the intern's backup disk
0 | 12:00 | lukasz | #northgate ^2 | Op THIMBLE: one page for counsel
0 | 17:00 | sian | #saltmarsh ^1 | Monthly report to the client
    Figures to Jürgen by three; "losses" are net of what was recovered.
0 | - | chau | #kovalenko | Translations certified, both copies
1 | 16:00 | zoe | #halcyon ^1 | Note of the interview, first draft
1 | - | marcus | #zephyr ~-2 | Fee note for the seizure
2 | 17:00 | jose | #castellan ^2 | Valuation of the ship as she lies
2 | - | sian | #pryce | Letter to the Pryce family
    By hand, please, not from the template.
3 | 12:00 | adaeze | #moreau | Agree directions, or say why not
4 | 17:00 | oyvind | #ashdown ^1 | Joint statement, signed
4 | 17:00 | akiko | #hinode | 試買品の鑑定 (examination of the test buys)
5 | - | lukasz | #okonkwo ~-3 ^2 | Signed originals of nine logs
6 | 17:00 | sian zoe | #ferro ^3 | Final report, Ferro Alloys
7 | - | chau | #marlowe | Evidence for the cousin from Gander
8 | 17:00 | tomas | #blackthorn | Op BRAMBLE: the ford, with map
9 | - | renee | #tidewater ^2 | Founder no. 3: background report
10 | 12:00 | jose | #tamarind ^4 | Reconcile the second ledger, year one
11 | 17:00 | zoe | #vandermeer | Memorandum for the museum's insurers
13 | - | adaeze | #winterbourne | Statement on the missing minutes
15 | 17:00 | lukasz | #moreau ^2 | All collisions on one map
16 | 16:00 | zoe | #obriain ^1 | Witness statement, final and signed
18 | - | cagla | #lindqvist | Log of meetings, on the court's own form
20 | 17:00 | sian | #saltmarsh | Monthly report to the client, with forecast
22 | 12:00 | oyvind | #quill | Expert report, draft to counsel
25 | - | jose | #northgate ^1 | Evidence for summary judgment
28 | 17:00 | zoe | #kovalenko | Statement of K4, English and Polish
31 | - | marcus | #signalhill | Landings against quotas, three seasons
35 | 17:00 | chau | #winterbourne ^5 | Trustees since 1987: who, when, why not
43 | - | sian | #saltmarsh | Quarterly review, all operations
50 | 17:00 | akiko | #sakuragi | 最終報告書 (final report)
56 | - | zoe | #vandermeer | Final report on the loan collection
74 | - | marcus | #tidewater | Annual refresh of three founders
82 | 17:00 | jose | #tamarind | Reconcile the second ledger, year two
"""
