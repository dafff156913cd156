"""The firm's matters and the places where they are worked on. All of them are invented."""

from dataclasses import dataclass

from api.cli.sample.firm import LISBON, LONDON, NEW_YORK, TOKYO

CASES_URL = "https://cases.harrowvale.example"

_MATTERS = """
okonkwo      | HV-2388 | Okonkwo v Brightwater Leisure  | Brightwater Leisure plc    | Insurance
marlowe      | HV-2391 | Estate of Edith Marlowe        | Pettifer Stone LLP         | Tracing
saltmarsh    | HV-2396 | Saltmarsh: losses in transit   | Saltmarsh Logistics Ltd    | Theft
delacourt    | HV-2402 | Delacourt v Delacourt          | Mrs A. Delacourt           | Family
ferro        | HV-2405 | Ferro Alloys: kickbacks        | Ferro Alloys Group         | Fraud
hinode       | HV-2409 | Hinode: false lenses           | 日の出光学株式会社 | Brands
ravensworth  | HV-2411 | Ravensworth Manor fire         | Calder Mutual              | Insurance
tidewater    | HV-2414 | Tidewater: three founders      | Tidewater Capital LLC      | Vetting
pryce        | HV-2417 | Gethin Pryce, missing          | the Pryce family, pro bono | Tracing
northgate    | HV-2422 | Northgate Dental: invoices     | Northgate Dental Group     | Fraud
vandermeer   | HV-2426 | Van der Meer loan collection   | Stichting Van der Meer     | Art, antiques
lindqvist    | HV-2429 | Aurelia v Lindqvist            | Aurelia Software AB        | Employment
castellan    | HV-2431 | MV Castellan Star              | Castellan Shipping Finance | Tracing
moreau       | HV-2435 | Moreau Road collisions         | Calder Mutual              | Insurance
greyfriars   | HV-2438 | Greyfriars: subletting         | Greyfriars Housing Trust   | Fraud
obriain      | HV-2440 | Ó Briain v Hallam Foods        | Hallam Foods Ltd           | Employment
sakuragi     | HV-2443 | Sakuragi: before the purchase  | 桜木ホールディングス | Vetting
blackthorn   | HV-2446 | Blackthorn Farm machinery      | Three Counties Growers     | Theft
quill        | HV-2449 | Quill & Daughters: the leak    | Quill & Daughters          | Forensics
mendoza      | HV-2452 | Mendoza judgment               | Banco do Cais              | Tracing
halcyon      | HV-2455 | Halcyon Care: payroll          | Halcyon Care Homes         | Fraud
zephyr       | HV-2458 | Zephyr: false battery packs    | Zephyr Cycles Inc.         | Brands
winterbourne | HV-2461 | Winterbourne Trust             | the trustees               | Family
ashdown      | HV-2464 | Ashdown & Lyle: mailboxes      | Ashdown & Lyle LLP         | Forensics
kovalenko    | HV-2467 | Kovalenko witnesses            | Rook Court Chambers        | Tracing
signalhill   | HV-2470 | Signal Hill: landing quotas    | Signal Hill Fisheries      | Fraud
tamarind     | HV-2473 | Tamarind: the second ledger    | Tamarind Foods             | Fraud
"""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing the firm was engaged for: its reference, its name, for whom, of which kind."""

    reference: str
    name: str
    client: str
    category: str

    @property
    def url(self) -> str:
        """The matter's page in the case-management application."""
        return f"{CASES_URL}/matters/{self.reference}"


def _matters(table: str) -> dict[str, Matter]:
    """The matters of a table by the key in its first column."""
    rows = ([column.strip() for column in row.split("|")] for row in table.strip().splitlines())
    return {key: Matter(*columns) for key, *columns in rows}


MATTERS = _matters(_MATTERS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happens, and the IANA zone of its clocks ("": that of the calendar)."""

    address: str
    time_zone: str = LONDON


_YARD = "40 Ashlar Yard, London"

PLACES = {
    "video": Place("Video call", ""),
    "phone": Place("By telephone", ""),
    "yard": Place(f"Harrow & Vale, 3rd floor, {_YARD}"),
    "marple": Place(f"Marple room, 3rd floor, {_YARD}"),
    "maigret": Place(f"Maigret room, 3rd floor, {_YARD}"),
    "lab": Place(f"Forensics laboratory, basement, {_YARD}"),
    "temple": Place("Chambers of R. Aldous KC, 3 Rook Court, London"),
    "pettifer": Place("Pettifer Stone LLP, 9 Inkwell Row, London"),
    "calder": Place("Calder Mutual, 200 Copperas Wharf, London"),
    "carrow": Place("Carrow Street County Court, Court 4, 17 Carrow Street, London"),
    "fountain": Place("Business and Property List, Court 11, Fountain Passage, London"),
    "aldermoor": Place("Aldermoor Combined Court Centre, Court 2; Wharf Road, Aldermoor"),
    "hexley": Place("Hexley Magistrates' Court, Court 1, 2 Corn Market, Hexley"),
    "stannard": Place("Stannard House Employment Tribunal, Room 6, 12 Mill Bank, Leeds"),
    "manor": Place("Ravensworth Manor, the gatehouse, near Aldermoor"),
    "depot": Place("Saltmarsh Logistics, Gate C, Estuary Road, Tilling Marsh"),
    "farm": Place("Blackthorn Farm, Lower Yard, near Hexley"),
    "harrogate": Place("The Old Pump Hotel, Harrogate"),
    "wharf": Place("The Lamplighter, 1 Wharf Steps, London"),
    "lisbon": Place("Tribunal do Cais, sala 3, Lisboa", LISBON),
    "warsaw": Place("Kancelaria Jaskółka, ul. Lipowa 8, Warszawa", "Europe/Warsaw"),
    "amsterdam": Place("Stichting Van der Meer, Lindenkade 21, Amsterdam", "Europe/Amsterdam"),
    "gothenburg": Place("Aurelia Software AB, Segelgatan 3, Göteborg", "Europe/Stockholm"),
    "oslo": Place("Fjordgata 14, Oslo", "Europe/Oslo"),
    "piraeus": Place("Berth 9, commercial port, Piraeus", "Europe/Athens"),
    "mumbai": Place("Tamarind Foods, Banyan House, Mumbai", "Asia/Kolkata"),
    "mexico": Place("Notaría 912, Calle Jacaranda 50, Ciudad de México", "America/Mexico_City"),
    "st-johns": Place("Signal Hill Fisheries, 6 Cordage Lane, St. John's", "America/St_Johns"),
    "ny-office": Place("Harrow & Vale, 1180 Larch Street, Suite 902, New York", NEW_YORK),
    "ny-court": Place("Larch Street Courthouse, Part 38, New York", NEW_YORK),
    "ny-street": Place("Gantry Avenue and 9th, Brooklyn", NEW_YORK),
    "tokyo-office": Place("ハロー&ヴェイル東京、梓ビル5階", TOKYO),
    "tokyo-street": Place("電気街、東口広場、東京", TOKYO),
    "tokyo-client": Place("日の出光学 本社、東京", TOKYO),
}
