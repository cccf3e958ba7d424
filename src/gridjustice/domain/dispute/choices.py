"""The words a dispute is described in: its states, and what a person may choose from at each step."""

from __future__ import annotations

from enum import Enum


class DisputeState(str, Enum):
    """Where a dispute stands; participles, in the order it usually goes."""

    SIGNALLED = "signalled"
    REPORTED = "reported"
    LINKED = "linked"
    RESOLVED = "resolved"
    TRIAGED = "triaged"
    REFERRED = "referred"
    DELEGATED = "delegated"
    RECEIVED = "received"
    OFFERED = "offered"
    ASKED = "asked"
    IN_MEDIATION = "in_mediation"
    UNDER_EXAMINATION = "under_examination"
    SUSPENDED = "suspended"
    SETTLED = "settled"
    FAILED = "failed"
    AGREED = "agreed"
    APPLIED = "applied"
    UNDER_REVIEW = "under_review"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    REJECTED = "rejected"
    PERFORMED = "performed"
    BROUGHT = "brought"
    NOT_DOCKETED = "not_docketed"
    DOCKETED = "docketed"
    IN_TRIAL = "in_trial"
    CLOSED = "closed"
    ARCHIVED = "archived"


class IntakeChannel(str, Enum):
    """How something reached the office before somebody entered it."""

    HOTLINE = "hotline"
    SERVICE_GROUP = "service_group"
    WALK_IN = "walk_in"
    LETTER = "letter"
    ONLINE = "online"
    BATCH = "batch"

    @property
    def is_public(self) -> bool:
        """Whether others read what is answered there."""
        return self is IntakeChannel.SERVICE_GROUP


class Side(str, Enum):
    """Which side a party stands on."""

    APPLICANT = "applicant"
    RESPONDENT = "respondent"


class Capacity(str, Enum):
    """What a party may do for itself; others act through a statutory agent."""

    FULL = "full"
    LIMITED = "limited"
    NONE = "none"


class AgentKind(str, Enum):
    """By what right somebody acts for a party."""

    AUTHORISED = "authorised"
    STATUTORY = "statutory"
    LEGAL_REPRESENTATIVE = "legal_representative"
    REPRESENTATIVE = "representative"


class Need(str, Enum):
    """What makes a party's matter come first, or an officer come to the door."""

    ELDERLY = "elderly"
    DISABLED = "disabled"
    MINOR = "minor"
    ILL = "ill"
    CANNOT_READ = "cannot_read"


class Level(str, Enum):
    """How great the risk is; no national scheme exists, so offices may read these as they are used to."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Matter(str, Enum):
    """What the dispute is about where the law asks first; the cause of action is kept apart from it."""

    CIVIL = "civil"
    LENDING = "lending"
    LABOUR = "labour"
    TITLE = "title"
    FAMILY = "family"
    DIVORCE = "divorce"
    PERSONAL_STATUS = "personal_status"
    SPECIAL_PROCEDURE = "special_procedure"


class DangerKind(str, Enum):
    """What somebody is in danger of."""

    VIOLENCE = "violence"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SELF_HARM = "self_harm"
    MASS_INCIDENT = "mass_incident"
    CRIME = "crime"


class Body(str, Enum):
    """Who is called in an emergency, or takes what is not the court's."""

    POLICE = "police"
    AMBULANCE = "ambulance"
    FIRE_BRIGADE = "fire_brigade"
    CIVIL_AFFAIRS = "civil_affairs"
    WOMENS_FEDERATION = "womens_federation"
    GOVERNMENT = "government"
    LABOUR_ARBITRATION = "labour_arbitration"
    PETITION_OFFICE = "petition_office"
    JUSTICE_OFFICE = "justice_office"
    TRADE_UNION = "trade_union"
    OTHER_COURT = "other_court"
    OTHER = "other"


class Jurisdiction(str, Enum):
    """Whose case it would be; always a person's decision."""

    OURS = "ours"
    LOCAL_COURT = "local_court"
    CONCENTRATED = "concentrated"


class Route(str, Enum):
    """Where triage sends a dispute."""

    ON_THE_SPOT = "on_the_spot"
    MEDIATION = "mediation"
    DOCKETING = "docketing"
    GOVERNMENT = "government"
    ARBITRATION = "arbitration"
    POLICE = "police"
    PETITION_OFFICE = "petition_office"
    PARTNER = "partner"
    OTHER_COURT = "other_court"


class LabourGround(str, Enum):
    """Why a claim about work may go to a court: arbitration was had, or the law does not ask for it."""

    ARBITRATED = "arbitrated"
    ARBITRATION_REFUSED = "arbitration_refused"
    WAGE_NOTE = "wage_note"
    MEDIATED_PAY = "mediated_pay"
    CONFIRMED_PAY = "confirmed_pay"
    PAYMENT_ORDER = "payment_order"
    SERVICES = "services"


class MediationKind(str, Enum):
    """Who mediates by what right, as citations tell them apart."""

    PEOPLE = "people"
    INVITED = "invited"
    ENTRUSTED = "entrusted"


class Relation(str, Enum):
    """What a mediator or an interpreter has to disclose."""

    RELATIVE = "relative"
    INTEREST = "interest"
    OTHER = "other"


class Form(str, Enum):
    """How something was declared or concluded."""

    ONLINE = "online"
    WRITTEN = "written"
    ORAL = "oral"


class TurnDownGround(str, Enum):
    """What stands in the way of a mediator who turns an offer down; all but the last excuse it."""

    NEAR_A_PARTY = "near_a_party"
    ILL = "ill"
    AWAY = "away"
    FULL = "full"
    OTHER_FIELD = "other_field"
    LANGUAGE = "language"
    OTHER = "other"


class GuidanceForm(str, Enum):
    """How a judge guides a mediation: the four forms of the plan."""

    TYPICAL_CASE = "typical_case"
    ADVICE = "advice"
    JOINT = "joint"
    ON_SITE = "on_site"


class EndGround(str, Enum):
    """Why a mediation ended: the eight grounds of the online mediation rules; only some of them mean failure."""

    AGREED = "agreed"
    SETTLED = "settled"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TOO_FAR_APART = "too_far_apart"
    TIME_RAN_OUT = "time_ran_out"
    UNSIGNED = "unsigned"
    OTHER = "other"


class WayOut(str, Enum):
    """A way that is open to a party."""

    SUIT = "suit"
    ARBITRATION = "arbitration"
    ADMINISTRATION = "administration"
    RECONSIDERATION = "reconsideration"
    ADMINISTRATIVE_SUIT = "administrative_suit"
    NEW_AGREEMENT = "new_agreement"
    ENFORCEMENT = "enforcement"
    PAYMENT_ORDER = "payment_order"
    PROTECTION_ORDER = "protection_order"
    APPEAL = "appeal"
    LEGAL_AID = "legal_aid"


class Material(str, Enum):
    """What belongs to an application for confirmation."""

    AGREEMENT = "agreement"
    ORGANISATION_PROOF = "organisation_proof"
    IDENTITY = "identity"
    PROPERTY_PROOF = "property_proof"


class InadmissibleGround(str, Enum):
    """Why a court does not take up an application for confirmation."""

    NOT_COURT_MATTER = "not_court_matter"
    OTHER_COURT = "other_court"
    PERSONAL_STATUS = "personal_status"
    OTHER_PROCEDURE = "other_procedure"
    TITLE = "title"


class RejectionGround(str, Enum):
    """Why a court does not confirm an agreement."""

    BREAKS_LAW = "breaks_law"
    HARMS_OTHERS = "harms_others"
    PUBLIC_ORDER = "public_order"
    NOT_VOLUNTARY = "not_voluntary"
    UNCLEAR = "unclear"
    SHAM = "sham"
    OTHER = "other"


class FilingWay(str, Enum):
    """How a party takes a dispute to the court."""

    WINDOW = "window"
    E_COURT = "e_court"
    MINI_PROGRAM = "mini_program"
    POST = "post"
    ORAL = "oral"


class RefusalGround(str, Enum):
    """Why a court does not docket a suit."""

    NOT_COURT_MATTER = "not_court_matter"
    OTHER_COURT = "other_court"
    ARBITRATION_FIRST = "arbitration_first"
    GOVERNMENT_FIRST = "government_first"
    DECIDED_BEFORE = "decided_before"
    BARRED_FOR_NOW = "barred_for_now"


class Procedure(str, Enum):
    """The procedure in which a case is tried."""

    ORDINARY = "ordinary"
    SUMMARY = "summary"
    SMALL_CLAIMS = "small_claims"


class Visibility(str, Enum):
    """Whether a case is heard in public."""

    PUBLIC = "public"
    CLOSED_BY_LAW = "closed_by_law"
    CLOSED_ON_APPLICATION = "closed_on_application"


class HearingMode(str, Enum):
    """Where the parties are when a case is heard."""

    IN_COURT = "in_court"
    CIRCUIT = "circuit"
    ONLINE = "online"
    MIXED = "mixed"


class ServiceMethod(str, Enum):
    """The lawful ways of serving a document."""

    DIRECT = "direct"
    HOUSEHOLD = "household"
    LEFT = "left"
    ELECTRONIC = "electronic"
    POST = "post"
    PUBLIC_NOTICE = "public_notice"


class Document(str, Enum):
    """A court's document that is served."""

    COMPLAINT = "complaint"
    SUMMONS = "summons"
    RULING = "ruling"
    JUDGMENT = "judgment"
    FEE_NOTICE = "fee_notice"
    DECISION_ON_TITLE = "decision_on_title"


class ClosingManner(str, Enum):
    """How a docketed case was closed."""

    JUDGMENT = "judgment"
    MEDIATION_STATEMENT = "mediation_statement"
    WITHDRAWAL = "withdrawal"
    TREATED_AS_WITHDRAWN = "treated_as_withdrawn"
    DISMISSAL = "dismissal"
    OTHER = "other"


class Derivative(str, Enum):
    """A proceeding that follows from a dispute that had ended."""

    APPEAL = "appeal"
    RETRIAL = "retrial"
    ENFORCEMENT = "enforcement"
    PETITION = "petition"
