"""What each record and each of its parts holds; written by ``make types``, not by hand.

A field that was not written is ``None``, an empty text or an empty tuple. A record that was read as far as possible
(a form not yet complete) may lack values that its type requires; only the check and the forms handle such records.
"""

from datetime import date

from site_builder.model import Record, Struct, Text, Words

class Acknowledgement(Struct):
    code: str
    reason: str

class AgendaItem(Struct):
    time: str | None
    title: Text
    kind: str | None
    speaker: Text
    speaker_org: str | None
    country: str | None
    fields: tuple[str, ...]

class Aggregate(Struct):
    solution: str
    mean: str
    rank: int

class Amendment(Struct):
    on: date
    fields: tuple[str, ...]
    reason: Text

class Attachment(Struct):
    file: str
    title: Text
    sha256: str

class Attestation(Struct):
    authentic: bool
    valid: bool
    authorized: bool
    signed_on: date

class AwardCategory(Struct):
    code: str
    name: Text
    count_min: int | None
    count_max: int | None
    prize_each: int | None
    org_types: tuple[str, ...]
    basis: str | None
    stage_at_least: str | None

class AwardGroup(Struct):
    code: str
    name: Text
    pool: int | None
    recipient_types: tuple[str, ...]
    computed_from: str | None
    one_award_per_solution: bool | None
    solution_statuses: tuple[str, ...]
    categories: tuple[AwardCategory, ...]

class Bid(Struct):
    round: int
    solution: str
    price: int

class Code(Struct):
    code: str
    name: Text
    description: Text
    parent: str | None
    home: bool | None
    country: str | None
    home_only: bool | None
    scopes: tuple[str, ...]
    owner_sizes: tuple[str, ...]
    first_year: int | None
    counted_to: int | None
    of_solutions: bool | None

class ConflictRule(Struct):
    ground: str
    years: int | None

class Contact(Struct):
    name: str
    phone: str | None
    email: str | None
    post: str | None

class Credit(Struct):
    role: Text
    name: str

class Criterion(Struct):
    code: str
    name: Text
    weight: int

class Declaration(Struct):
    own_ip: bool
    truthful: bool
    no_infringement: bool
    rules_accepted: bool

class Eligibility(Struct):
    solver_types: tuple[str, ...]
    regions: tuple[str, ...]
    overseas: bool | None
    note: Text

class Employment(Struct):
    org: str
    from_: date
    to: date | None

class Evidence(Struct):
    type: str
    id: str | None
    text: Text

class ExternalId(Struct):
    platform: str
    id: str
    url: str | None

class Image(Struct):
    file: str
    rights: str

class Indicator(Struct):
    code: str
    name: Text
    operator: str
    value: str | None
    value_max: str | None
    unit: str | None
    text: Text
    weight: int | None

class IndicatorResponse(Struct):
    code: str
    claim: str
    value: str | None
    evidence: Text

class Juror(Struct):
    code: str
    name: str
    organization: str | None
    employer: str | None
    manager: str | None
    declared: tuple[str, ...]

class Link(Struct):
    kind: str
    name: Text
    url: str | None
    checked_on: date | None

class ManagerShare(Struct):
    manager: str
    service: str
    share_percent: int

class Membership(Struct):
    org: str
    joined_on: str | None
    at_event: str | None
    left_on: str | None

class Money(Struct):
    amount: int
    currency: str
    qualifier: str | None

class Organizer(Struct):
    org: str
    role: str

class Participant(Struct):
    org: str | None
    label: Text
    group: str | None
    country: str | None

class Party(Struct):
    role: str
    org: str | None
    label: Text
    org_type: str | None
    size_class: str | None

class PayoutLine(Struct):
    rank: int
    manager: str
    points: int
    amount: int

class PayoutRules(Struct):
    pool: int
    method: str
    max_recipients: int | None
    min_points: int | None
    rank_tiers: tuple[RankTier, ...]
    cutoff_on: date

class PointsRules(Struct):
    version: int
    from_: date
    docking_success_requires: str
    verifier: str | None
    base_points: int
    cross_region_points: int | None
    manager_percent: int
    independent_manager: str

class PublicContact(Struct):
    name: str | None
    phone: str | None
    email: str | None
    public_by_notice: bool
    document: str | None

class Quantity(Struct):
    value: int
    qualifier: str | None

class RankTier(Struct):
    from_: int
    to: int
    amount: int

class Recipient(Struct):
    type: str
    organization: str | None
    manager: str | None
    label: Text
    count: int | None

class Review(Struct):
    stage: str
    verdict: str
    on: date

class RubricRules(Struct):
    scale_max: int
    min_jurors: int
    drop_extremes_from: int | None
    pass_mark: int | None
    final_choice: str
    publish_aggregates: bool | None
    score_step: str | None
    tie_break: tuple[str, ...]
    price_weight: int | None

class Score(Struct):
    solution: str
    criterion: str
    value: str

class ScoreComment(Struct):
    solution: str
    text: str

class Selection(Struct):
    name: Text
    ordinal: int | None
    year: int | None
    list_size: int | None

class Series(Struct):
    code: str
    ordinal: int
    name: Text

class Source(Struct):
    url: str | None
    title: str | None
    outlet: str | None
    reported_on: str | None
    accessed_on: date | None
    note: Text

class StatisticPart(Struct):
    region: str | None
    label: Text
    quantity: Quantity

class Suspension(Struct):
    from_: date
    to: date | None
    reason: Text

class TimelineEntry(Struct):
    stage: str
    from_: str
    to: str | None
    note: Text

class Translation(Struct):
    by: str
    reviewed_by: str | None
    reviewed_on: date | None

class Translations(Struct):
    zh: Translation | None
    en: Translation | None
    de: Translation | None

class Verification(Struct):
    status: str
    verifier: str | None
    certificate_no: str | None
    verified_on: date | None

class Waiver(Struct):
    juror: str
    solution: str
    ground: str
    reason: Text
    on: date

class Common(Record):
    id: str
    example: bool | None
    provenance: str | None
    source: Source | None
    source_language: str | None
    translation: Translations | None
    acknowledged: tuple[Acknowledgement, ...]

class Agreement(Common):
    title: Text
    kind: str
    parties: tuple[str, ...]
    signed_on: str | None
    event: str | None
    summary: Text

class Alliance(Common):
    name: Text
    aliases: tuple[str, ...]
    summary: Text
    memberships: tuple[Membership, ...]

class Award(Common):
    edition: str
    region: str
    category: str
    recipient: Recipient
    solution: str | None
    solution_title: Text
    need: str | None
    district: str | None
    prize: Money | None
    rank: int | None
    rationale: Text
    evidence: tuple[Evidence, ...]
    status: str
    notice_from: date | None
    notice_to: date | None
    confirmed_on: date | None
    conferred_at_event: str | None
    conferred_on: date | None
    revocation_reason: Text
    amendments: tuple[Amendment, ...]

class Case(Common):
    title: Text
    selection: Selection | None
    rank: int | None
    partners: tuple[Participant, ...]
    foreign_partner: bool | None
    summary: Text
    story: Text
    event: str | None
    need: str | None
    published_on: str | None
    consent: bool | None

class Contest(Common):
    edition: str
    need: str
    method: str
    host_org: str
    event: str | None
    format: str
    solutions: tuple[str, ...]
    panel_size: int
    rubric_digest: str | None
    opened_on: date
    closed_on: date | None
    outcome: str | None
    selected: str | None
    decided_by: str | None
    reason: Text
    price_rounds: int | None
    aggregates: tuple[Aggregate, ...]
    waivers: tuple[Waiver, ...]

class Docking(Common):
    edition: str
    need: str
    solution: str | None
    result: str | None
    stage: str
    parties: tuple[Party, ...]
    technology_managers: tuple[ManagerShare, ...]
    proposed_on: date
    intent_signed_on: date | None
    contract_signed_on: date | None
    completed_on: date | None
    terminated_on: date | None
    termination_reason: Text
    contract_type: str | None
    contract_subtype: str | None
    written_form: bool | None
    contract_amount: Money | None
    technology_amount: Money | None
    amount_disclosure: str
    amount_band: str | None
    parties_consent: bool
    registered: bool | None
    verification: Verification | None
    novelty_flags: tuple[str, ...]
    novelty_review: Review | None
    voucher: str | None
    story: Text
    registration_no: str | None

class Edition(Common):
    year: int
    series: tuple[Series, ...]
    title: Text
    short_name: Text
    summary: Text
    regions: tuple[str, ...]
    tracks: tuple[str, ...]
    clusters: tuple[str, ...]
    organizers: tuple[Organizer, ...]
    documents: tuple[str, ...]
    timeline: tuple[TimelineEntry, ...]
    links: tuple[Link, ...]
    contacts: tuple[PublicContact, ...]
    languages: tuple[str, ...]
    sealed_kept_days: int | None
    status: str
    as_of: date | None
    rules_summary: Text

class Event(Common):
    kind: str
    title: Text
    summary: Text
    edition: str | None
    region: str | None
    district: str | None
    venue: Text
    mode: str | None
    starts_on: str
    ends_on: str | None
    online_until: str | None
    fields: tuple[str, ...]
    organizers: tuple[Organizer, ...]
    participants: tuple[Participant, ...]
    agenda: tuple[AgendaItem, ...]
    needs: tuple[str, ...]
    results: tuple[str, ...]
    agreements: tuple[str, ...]
    series: str | None
    series_no: int | None
    previous: str | None
    parent: str | None
    recurrence: str | None
    capacity: int | None
    registration: Link | None
    status: str | None

class Need(Common):
    edition: str
    track: str | None
    special_session: str | None
    status: str
    open_for_proposals: bool | None
    title: Text
    summary: Text
    problem: Text
    key_technology: Text
    indicators: tuple[Indicator, ...]
    expected_outcome: Text
    current_basis: Text
    application_scenario: Text
    resources_offered: tuple[str, ...]
    need_kind: str | None
    rd_activity_type: str | None
    industry: str | None
    tech_domains: tuple[str, ...]
    industrial_cluster: str | None
    keywords: Words
    region: str
    district: str | None
    country: str | None
    owner: str | None
    owner_disclosure: str | None
    owner_label: Text
    cooperation_modes: tuple[str, ...]
    intended_investment: Money | None
    budget_disclosure: str | None
    budget_band: str | None
    period_start: date | None
    period_end: date | None
    proposal_deadline: date | None
    horizon: str | None
    target_trl: str | None
    ip_terms: str | None
    ip_note: Text
    solver_eligibility: Eligibility | None
    match_scope: str | None
    commonality: str | None
    multi_award: bool | None
    technology_manager: str | None
    service_institution: str | None
    collected_by: str | None
    mobilized_by: str | None
    sourcing_channel: str | None
    source_platform: str | None
    attestation: Attestation | None
    reviews: tuple[Review, ...]
    released_at_event: str | None
    published_on: date | None
    closed_on: date | None
    closing_reason: Text
    outcome: Text
    attachments: tuple[Attachment, ...]
    external_ids: tuple[ExternalId, ...]
    amendments: tuple[Amendment, ...]
    sealed_digest: str | None
    applicant: str | None
    contact: Contact | None
    signer: str | None
    preferred_partners: str | None
    exact_budget: Money | None

class News(Common):
    title: Text
    summary: Text
    published_on: str
    outlet: Text
    byline: Text
    credits: tuple[Credit, ...]
    licence: str
    image: Image | None
    events: tuple[str, ...]
    edition: str | None

class Organization(Common):
    name: Text
    aliases: tuple[str, ...]
    name_status: str | None
    org_type: str
    size_class: str | None
    country: str
    region: str | None
    district: str | None
    designations: tuple[str, ...]
    website: Link | None
    description: Text
    logo: Image | None
    parent: str | None
    successor_of: str | None
    suspensions: tuple[Suspension, ...]
    closed_on: date | None
    uscc: str | None
    contact: Contact | None

class Payout(Common):
    edition: str
    pool: int
    cutoff_on: date
    method: str
    lines: tuple[PayoutLine, ...]
    undistributed: int
    ledger_head: str
    rule_version: int

class Policy(Common):
    title: Text
    kind: str
    document_no: str | None
    issuers: tuple[str, ...]
    issued_on: str | None
    addressees: Text
    based_on: tuple[str, ...]
    based_on_nos: tuple[str, ...]
    disclosure: str | None
    summary: Text
    regions: tuple[str, ...]
    link: Link | None

class Referral(Common):
    edition: str
    docking: str
    programme: str
    year: int
    ground: str
    status: str

class Result(Common):
    title: Text
    abstract: Text
    advantages: Text
    application: Text
    evidence: Text
    holder: str | None
    holder_disclosure: str | None
    holder_label: Text
    kind: str | None
    open_patents: int | None
    exhibit_class: str | None
    exhibition_direction: str | None
    industrial_cluster: str | None
    tech_domains: tuple[str, ...]
    industry: str | None
    region: str
    district: str | None
    country: str | None
    trl: str | None
    pilot: str | None
    ipr_status: str | None
    ip_numbers: tuple[str, ...]
    transfer_modes: tuple[str, ...]
    price: Money | None
    negotiable: bool | None
    seeking_investment: bool | None
    programme: Text
    roadshows: tuple[str, ...]
    represented_by: str | None
    keywords: Words
    status: str
    published_on: date | None
    attachments: tuple[Attachment, ...]
    external_ids: tuple[ExternalId, ...]
    amendments: tuple[Amendment, ...]
    sealed_digest: str | None
    applicant: str | None
    contact: Contact | None

class Rules(Common):
    edition: str
    region: str
    version: int
    publish_notice_days: int | None
    award_groups: tuple[AwardGroup, ...]
    solutions_per_solver: int | None
    rubric: tuple[Criterion, ...]
    rubric_rules: RubricRules | None
    conflicts: tuple[ConflictRule, ...]
    points: tuple[PointsRules, ...]
    payout: PayoutRules | None
    budget_bands: tuple[str, ...]
    notes: Text

class Solution(Common):
    edition: str
    need: str
    status: str
    public_consent: bool
    solver_type: str
    solver_org: str | None
    team_label: Text
    solver_region: str
    country: str
    title: Text
    public_abstract: Text
    trl: str | None
    ipr_status: str | None
    results_used: tuple[str, ...]
    technology_manager: str | None
    service_institution: str | None
    received_on: date
    version: int
    languages: tuple[str, ...]
    sealed_digests: tuple[str, ...]
    lapse_reason: Text
    cooperation_mode: str | None
    solver: str | None
    indicator_responses: tuple[IndicatorResponse, ...]
    technical_route: Text
    innovation_points: Text
    implementation_plan: Text
    schedule_months: int | None
    quote: Money | None
    team: Text
    cases: Text
    risks: Text
    ip_offer: str | None
    declaration: Declaration | None
    contact: Contact | None

class SpecialSession(Common):
    edition: str
    track: str
    name: Text
    summary: Text
    host_org: str
    region: str
    district: str | None
    fields: tuple[str, ...]
    events: tuple[str, ...]
    status: str | None

class Statistic(Common):
    title: Text
    metric: str
    edition: str | None
    region: str | None
    district: str | None
    session: str | None
    event: str | None
    period_from: str | None
    period_to: str | None
    unit: str
    quantity: Quantity
    parts: tuple[StatisticPart, ...]
    sum_note: Text
    note: Text

class Taxonomy(Record):
    id: str
    title: Text
    source: Text
    entries: tuple[Code, ...]

class TechnologyManager(Common):
    name: Text
    name_label: Text
    public_consent: bool
    employments: tuple[Employment, ...]
    grade: str | None
    tech_domains: tuple[str, ...]
    languages: tuple[str, ...]
    region: str | None
    district: str | None
    profile: Text
    status: str
    suspensions: tuple[Suspension, ...]
    agreement_signed_on: date | None
    employer: str | None
    certificate_no: str | None
    contact: Contact | None
    bank: str | None

class Correction(Record):
    action: str | None
    relation: str | None
    correction: Text
    evidence: Text
    applicant: str | None
    contact: Contact | None

class Interest(Record):
    applicant: str | None
    org_type: str | None
    country: str | None
    cooperation_modes: tuple[str, ...]
    message: Text
    contact: Contact | None

class Panel(Record):
    id: str
    edition: str
    jurors: tuple[Juror, ...]
    bids: tuple[Bid, ...]

class ServiceRequest(Record):
    service: str | None
    applicant: str | None
    record_id: str | None
    wanted_on: date | None
    details: Text
    contact: Contact | None

class Sheet(Record):
    id: str
    edition: str
    contest: str
    rubric_digest: str
    scored_on: date
    scores: tuple[Score, ...]
    comments: tuple[ScoreComment, ...]
