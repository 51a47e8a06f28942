"""Words that begin with a capital beside "baby", "mother" or "patient" and are not the name of one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Function words, verbs and nouns of titles, as they follow "Mother", "Baby" or "Patient" in headings.
ORDINARY = _words(
    """
    vitamin insulin glucose dextrose bilirubin airway smokes smoked smoking track antenatal lifeline
    matter matters colostrum oxygen sats apnoea breathing cord clamping heel prick pulse heart-rate
    antibiotics antibiotic metformin labetalol nifedipine aspirin folic ultrasound x-ray physio
    physiotherapy breastmilk weaning stool stools urine wee poo cry cries risk-assessed low high
    normal abnormal acute chronic severe mild moderate type primip multip para gravida guidance
    summit academy alliance baby babies mother mothers mum mums patient patients woman infant
    infants a about above after again against all also although always among an and any are as at
    away back be because been before behind being below best better between both but by can cannot
    could did do does doing done down during each either else ever every few first for from full
    further get gets getting give given gives giving go goes going good had has have having he help
    her here hers herself him his how however i if in into is it its itself just keep keeping kept
    know knows last later less let like little made make makes making many may me might mine more
    most much must my near need needs never new next no none nor not nothing now of off often on
    once one only or other others our out over own per please rather right same see seen several
    shall she should since so some still such take takes taking than that the their them then there
    therefore these they this those though three through to today together too toward two under
    until unless up upon us use used using very via was we well were what when where whether which
    while who whom whose why will with within without would yes yet you your zero aged aims alert
    alone apart arrived arrives asked asks become becomes began born bonding breastfed called came
    chose cold comes cooled cried declined delivered delivers died discharged dyad fed feels fell
    felt feeds feeding gave gained has held involved led lost met moved needed named offered online
    open outcomes pairs presented presents received receives recovering referred refused reported
    reports returned said says seemed seems sent showed sleeps started stays told took transferred
    wants wanted warm weighed weighs went access admission admissions advice advocate advocates
    agreement alerts app apps appointment approach area assessment association at-risk attendance
    award awards background badge bag band bands bank banks basics bath bay bays bed bereavement
    billing blanket blankets blood blues board body book booklet bottle box boxes boy brain buddy
    bundle bundles bus café cafe call campaign card cards care career carer carers case cases
    celebration census centre centred center centered change changes charity chart charts charter
    check checklist checks child children choice choices class classes clinic clinical clinics
    clothes club co-design coach collaborative comfort comments committee communication community
    complaint complaints conference confidence confidentiality contact cot cots council counselling
    count counts course cuddle cuddles culture daily dashboard data database day days death deaths
    decision declaration demographics department development diary diet digital discharge discussion
    doses drop-in education electronic emergency empowerment engagement equality equity event events
    evidence examination example experience experiences exercise facing factor factors faculty
    families family father fathers feedback film first-hand flow focus focused folder food form
    forms forum foundation framework friendly friends fund funds gift girl governance group groups
    growth guidance guide guides guideline handbook handover harm health healthcare healthy hearing
    heart history home homes hospital hospitals hub hour hours hypoglycaemia identification
    identifier identifiers improvement inclusion infection information initiative initiatives
    insight institute intervention interview interviews issue issues jaundice journal journey
    journeys key kit knowledge label labour learning leaflet leaflets level levels liaison library
    life list lists loss lounge management maternity materials measure measures medication medicine
    meeting memorial mental midwife milk ministry model models monitor monitoring monthly mortality
    name names national needs neonatal network networks newborn news newsletter notes number numbers
    nurse nutrition obs observation observations office ombudsman opinion oriented organisation
    outcome owned oxford pack packs page panel panels parent parents parenting participation partner
    partners partnership passport pathway pathways people perspective perspectives photos pilot plan
    plans policy population portal post postnatal pregnancy pregnant preterm prevention primary
    priorities programme programmes project projects protection public quality question questions
    questionnaire records record referral register registry relations report reported representative
    representatives representation research resource resources response responses review reviews
    rights ring risk risks room rooms round rounds rooting safe safer safety sample satisfaction
    scale scan scans score scores screen screening section self series serial service services
    session sessions set shower simulation sister skin skin-to-skin sleep social society specific
    specialist staff status steps sticker stickers stillbirth stories story strategy study suite
    summary support survey surveys survival system systems talk talks team teams temperature term
    test testing tests theory things tips title tongue tool toolkit tracker training transfer
    transfers transport trial trials triage trust trusts unit units update updates user users
    version video videos view views village visit visits voice voices volunteer volunteers walk wall
    ward wards warning wash watch website week weekly weeks weight welfare wellbeing wellness wipes
    wishes women women's work workbook worker workshop workshops world year years january february
    march april june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu
    thur thurs fri sat sun christmas easter ramadan eid diwali spring summer autumn winter covid
    covid-19 english welsh scottish irish british polish romanian ukrainian african asian american
    australian black white muslim jewish christian hindu sikh caribbean indian pakistani bangladeshi
    chinese european somali arabic syrian afghan turkish portuguese spanish french italian german
    roma traveller deaf apgar apgars bliss buccolam bishop caesarean centile centiles coombs cmv ctg
    dawes doppler dopplers down downs edinburgh entonox excel kleihauer kiwi magnesium meows moses
    newtt newtt2 obstetric paediatric paracetamol percentile rhesus sands steroid steroids strep
    streptococcus surfactant swab swabs syntocinon unicef dr doctor professor prof mr mrs miss ms mx
    sir dame lord lady rev reverend
    """
)

#: A run of capitals that is no name.
ACRONYMS = _words(
    """
    ACP AFI AKI ANNP ANP APGAR APH ATAIN AUDIT BAPM BFI BMI BPD CEO CMP CQC CTG DHSC EBM ECHO ECMO
    EDD EFM ELCS EMCS EPR ETT EWS FGM FGR GBS GDM GIRFT HDU HELLP HIE HIV HSIB ICB ICU IMEWS ITU
    IUGR IUT IVH IVF IVIG LMNS LMNU LNU LOTUS LSCS MATNEO MBRRACE MCADD MDT MEOWS MEWS MEWT MIS MNSI
    MNVP MUM NEC NEWS NEWTT NICE NICU NIPE NIPT NLS NMPA NNAP NNU OASI OFC OGTT PALS PAS PEEP
    PERIPREM PICU PIP PMRT POPPY PPH PPROM PRECEPT PREM PREVENT PROM PROMPT RCOG RCM RCPCH ROM ROTEM
    SANDS SATOD SBAR SBL SBR SCBU SGA SIDS TCU TOBY TPN UAC UNICEF USS UTI UVC VBAC VTE YPAS
    """
)

#: A noun behind the capitals that makes them the name of a thing: "Baby Oscar Trial", "Mother Hen Project".
THINGS = _words(
    """
    trial study project programme initiative unit trust hospital hospitals hub centre clinic group
    network foundation charity appeal award awards scheme campaign bundle pathway policy score scale
    chart tool team service forum week day collaborative committee council college society app guide
    guideline ward suite garden room fund framework survey
    """
)

#: Given names common in the UK that are no other word: they tell a name in small letters or in a heading.
GIVEN_NAMES = _words(
    """
    abigail adam ahmed aisha alexander alfie alice amelia amina amir amy andrew angela anna anthony
    aoife arthur ava barbara benjamin beth carol caroline catherine charlie charlotte chloe
    christine christopher claire daniel david deborah donna edward elena elizabeth ella ellie emily
    emma ethan eva evie farah fatima fiona florence freddie freya gabriel gemma george hannah
    harriet harry hassan heather helen henry ibrahim imran isabella isla jacob jake james jamie
    janet jasmine jason jennifer jessica joanna john jonathan joseph joshua julie karen kate
    katherine katie kelly laura lauren leah leo leon liam linda lisa logan louise lucas lucy luke
    luca maisie margaret maria mary maryam matilda matthew megan mia michael michelle millie
    mohammed muhammad muhammed natalie nicola noah nicole oliver olivia omar oscar patricia paul
    peter phoebe priya rachel rebecca rhys richard robert rosie ruth samantha samuel sandra sara
    sarah sean sebastian sharon shaun sienna simon sophia sophie stephanie stephen steven susan
    teresa theo theodore thomas tracey victoria william yasmin yusuf zahra zara zoe zoë
    """
)

#: Surnames common in the UK, for headings where every word has a capital.
SURNAMES = _words(
    """
    smith jones taylor williams davies evans thomas johnson roberts walker wright robinson thompson
    hughes edwards lewis wilson turner jackson harrison clarke clark patel khan singh kaur begum
    ahmed ali hussain davis morris morgan moore allen anderson adams campbell murphy murray kelly
    o'brien mcdonald macdonald stewart scott mitchell phillips watson richardson simpson ellis
    collins bennett jenkins griffiths owen shah hassan mohamed nguyen kowalski bibi miah uddin
    akhtar mahmood chowdhury rahman islam iqbal malik okafor mensah osei adeyemi
    """
)

#: Surnames and given names that are a thing when written small: a baby walker.
NOT_IN_SMALL = _words("walker wright turner clark clarke begum bibi jasmine kelly florence victoria sienna")
