"""The diary of the Interviews calendar, counted in working days."""

INTERVIEWS = """
-58 | 11:00-12:30 | zoe | #lindqvist @gothenburg | HR director, Aurelia: who was told what
-54 | 14:00-15:30 | zoe chau | #marlowe @pettifer | Edith Marlowe's last solicitor
-52 | 10:00-11:00 | marcus | #tidewater @ny-office | Former CFO of founder no. 1
-50 | 13:00-14:30 | adaeze | #ravensworth @manor | Housekeeper, second floor of the manor
    Was asleep when it began; ask about the smell, the dog, the back stairs, in that order.
-47 | 09:30-11:00 | jose | #ferro @video | Purchasing clerk, Ferro Alloys
-42 | 10:00-12:00 | akiko | #hinode @tokyo-client | 品質管理課長 (head of quality)
-41 | 11:30-12:30 | chau | #kovalenko @warsaw | Pani Sikora, neighbour, third floor
-39 | 10:00-11:00 | adaeze | #saltmarsh @depot | Gatehouse, day guard
-34 | 10:30-12:00 | zoe adaeze | #halcyon @maigret | Home manager, first home
-31 | 09:00-10:30 | oyvind | #ashdown @lab | The partner whose mailbox forwarded itself
-30 | 13:30-14:30 | chau | #pryce @phone | Gethin's landlady
    She prefers the telephone, after lunch, and not for long. Ask about the bicycle.
-28 | 11:00-12:00 | jose | #castellan @piraeus | Chief mate, off duty
-25 | 10:00-11:30 | adaeze | #ravensworth @aldermoor | Fire officer: where it began
-24 | 14:00-15:00 | zoe | #vandermeer @amsterdam | Registrar of the loan collection
-22 | 10:00-10:45 | marcus | #signalhill @st-johns | Wharfinger: tallies against landings
-20 | 15:00-16:30 | sian zoe | #ferro @maigret | Supplier's former bookkeeper
    Came to us herself. Not recorded at her request; two notebooks instead.
-19 | 11:00-12:00 | adaeze | #moreau @phone !cancelled | Driver of the second car
    Did not answer, did not call back. Letter sent by recorded delivery.
-17 | 09:30-10:30 | chau | #pryce @video | Friend from the climbing club
-14 | 10:00-11:30 | zoe | #quill @marple | The copy editor, with her own lawyer
-12 | 13:00-14:00 | akiko | #sakuragi @tokyo-office | 元経理部長 (former head of accounts)
-11 | 10:30-11:30 | renee | #tidewater @ny-office | College room-mate of founder no. 3
-9 | 14:00-15:30 | adaeze | #saltmarsh @marple | Driver of the third lorry
    Comes with his union representative; tea for four. If he asks about the dog: it is fine.
-9 | 10:00-11:00 | jose | #tamarind @mumbai | Warehouse keeper, Tamarind
-6 | 11:00-12:30 | chau zoe | #kovalenko @video | Witness K2, through an interpreter
-6 | 15:30-16:30 | adaeze | #greyfriars @phone | Neighbour of flat 12: hours, names, noise
-4 | 10:00-11:00 | oyvind | #ashdown @video | IT contractor, last seen in the logs
-3 | 09:30-10:30 | zoe | #obriain @video | Canteen manager, Hallam Foods
-2 | 13:00-14:30 | renee | #zephyr @ny-office | Stall holder, with counsel
-1 | 14:30-15:30 | chau | #pryce @video | Gethin's sister: the postcard
    Postmark is legible under blue light (see the scan); she has not been told yet. Siân joins if
    she can; be gentle.
0 | 09:30-11:00 | zoe sian | #halcyon @maigret =payroll | Regional payroll manager, Halcyon
0 | 13:00-14:00 | jose | #mendoza @video | Notary's clerk, Ciudad de México
0 | 16:00-16:45 | chau | #marlowe @phone | The cousin from Gander, first call
1 | 10:00-11:30 | akiko | #hinode @tokyo-client | 仕入担当 (purchasing), second round
1 | 11:00-12:00 | zoe | #vandermeer @video | Shipping firm: crate 31
1 | 15:00-16:00 | adaeze | #ravensworth @phone | Chimney sweep
2 | 10:00-11:30 | oyvind zoe | #quill @lab | The intern, and her backup disk
3 | 14:00-15:00 | renee | #tidewater @ny-office !tentative | Founder no. 2's landlord
3 | 10:30-12:00 | sian chau | #pryce @marple | The Pryce family: where we are
4 | 14:30-16:00 | jose | #ferro @video | Purchasing director, Ferro Alloys
5 | 14:00-15:00 | adaeze zoe | #halcyon @video !tentative | Regional director, Halcyon
6 | 10:00-11:30 | jose | #mendoza @mexico | Notary: the second deed
7 | 11:00-12:30 | zoe | #saltmarsh @depot | Gatehouse, night guard
8 | 13:00-14:00 | marcus | #signalhill @st-johns | Harbour master, on the record
    Half an hour ahead of Halifax, and proud of it.
9 | 10:00-11:00 | chau | #winterbourne @pettifer | Settlor's secretary, 1987 to 2004
10 | 15:00-16:00 | akiko | #sakuragi @tokyo-office | 労働組合委員長 (chair of the union)
12 | 10:00-11:30 | jose | #tamarind @mumbai | Two accountants, one after the other
12 | 14:00-15:00 | zoe | #delacourt @marple !tentative | Former nanny
14 | 15:00-16:00 | oyvind | #ashdown @video | Mail provider's abuse desk
15 | 10:00-12:00 | zoe chau | #kovalenko @warsaw | Witness K4, statement and signature
16 | 14:00-15:00 | renee | #zephyr @phone | Customs broker
20 | 11:00-12:00 | zoe | #blackthorn @farm | Contractor with the low loader
22 | 10:00-11:00 | chau | #marlowe @st-johns !tentative | The cousin from Gander, in person
25 | 13:30-15:00 | jose | #castellan @piraeus | The broker who paid the crew
28 | 10:30-11:30 | zoe | #vandermeer @amsterdam | Restorer: what is under the varnish?
36 | 14:00-15:30 | akiko | #hinode @tokyo-client | 営業部 (sales), three people
44 | 11:00-12:30 | zoe | #tamarind @video !tentative | Brand manager
70 | 14:00-15:00 | chau | #winterbourne @video !tentative | Beneficiaries, joint call
"""
