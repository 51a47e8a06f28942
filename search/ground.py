"""The groups of synonyms that a hub begins with, laid once after `migrate`.

From then on they are the editors': what they change or take away stays changed or away.
Abbreviations are those of maternity and neonatal care in the United Kingdom, spellings the British
and the American, everyday words those that parents use.
"""

from __future__ import annotations

from django.db import transaction

from search.models import SynonymGroup, SynonymsLaid

FIRST = "first"
GROUPS = (
    # Abbreviations
    "PPH, postpartum haemorrhage, postpartum hemorrhage, post partum haemorrhage, bleeding after birth, "
    "bleeding, heavy bleeding, bleeds heavily, massive obstetric haemorrhage, MOH",
    "APH, antepartum haemorrhage, antepartum hemorrhage",
    "OASI, obstetric anal sphincter injury, third degree tear, fourth degree tear, severe perineal tear",
    "ATAIN, term admissions, avoiding term admissions, avoiding term admissions into neonatal units",
    "NICU, neonatal intensive care, neonatal intensive care unit, neonatal ICU, intensive care unit",
    "SCBU, special care baby unit, special care unit, LNU, local neonatal unit, neonatal unit",
    "CTG, cardiotocograph, cardiotocography, fetal heart monitoring, electronic fetal monitoring",
    "MEOWS, MEWS, maternity early warning score, modified early obstetric warning score, "
    "maternal early warning score, early warning score, early warning chart",
    "NEWTT, NEWTT2, newborn early warning trigger and track, newborn early warning score, "
    "newborn trigger and track, newborn score",
    "SBAR, situation background assessment recommendation, handover",
    "IOL, induction of labour, induction of labor",
    "CS, LSCS, caesarean, cesarean, caesarian, ceasarean, caesarean section, cesarean section, "
    "caesarean birth, c section, planned section, elective section",
    "EMCS, emergency caesarean, category 1 caesarean",
    "VBAC, vaginal birth after caesarean, vaginal birth after cesarean",
    "HIE, hypoxic ischaemic encephalopathy, hypoxic ischemic encephalopathy, brain injury at birth",
    "BAPM, British Association of Perinatal Medicine",
    "PROM, prelabour rupture of membranes, prelabor rupture of membranes, waters broken",
    "PPROM, preterm prelabour rupture of membranes, preterm premature rupture of membranes",
    "DCC, OCM, delayed cord clamping, optimal cord clamping, optimal cord management, "
    "deferred cord clamping, cord clamping, clamping the cord",
    "EBM, MEBM, maternal breast milk, expressed breast milk, mother's own milk, early breast milk, "
    "expressing milk, early milk, first milk, colostrum",
    "MgSO4, magnesium, magnesium sulphate, magnesium sulfate",
    "carbon monoxide, CO monitoring, CO reading, CO screening, CO level",
    "GDM, gestational diabetes, diabetes in pregnancy, diabetes",
    "DKA, ketoacidosis, diabetic ketoacidosis",
    "IUT, in-utero transfer, antenatal transfer, transfer before birth, transfer",
    "NLS, newborn life support, neonatal resuscitation",
    "FGR, IUGR, fetal growth restriction, intrauterine growth restriction, growth restricted",
    "SGA, small for gestational age, small for dates",
    "RDS, respiratory distress syndrome",
    "IVH, intraventricular haemorrhage, intraventricular hemorrhage, brain bleed",
    "NEC, necrotising enterocolitis, necrotizing enterocolitis",
    "GBS, group B strep, group B streptococcus",
    "EOS, early onset sepsis, early onset neonatal infection",
    "VTE, venous thromboembolism, blood clot",
    "MDT, multidisciplinary team, multi disciplinary team",
    "QI, quality improvement",
    "PDSA, plan do study act",
    "SPC, statistical process control, control chart, run chart",
    "MNSI, HSIB, maternity and newborn safety investigations",
    "MVP, MNVP, maternity and neonatal voices partnership, maternity voices partnership",
    "PERIPrem, preterm bundle, perinatal optimisation, perinatal optimization, preterm optimisation",
    "SATOD, smoking at time of delivery, smoke at the time of delivery",
    "NRT, nicotine replacement, nicotine replacement therapy, nicotine patches, nicotine gum",
    "MSW, maternity support worker, support worker",
    # Words for one thing
    "smoking cessation, stop smoking, quit smoking, stopping smoking, smoke-free pregnancy, "
    "smoking in pregnancy",
    "Martha's rule, call for concern, worried line, second opinion, condition help",
    "glucose gel, dextrose gel, sugar gel, sugary gel, buccal glucose",
    "hypoglycaemia, hypoglycemia, low blood sugar, low blood glucose, low glucose",
    "hyperglycaemia, hyperglycemia, high blood sugar",
    "hypothermia, low temperature, low temp, cold baby, cold babies, normothermia, thermal care, "
    "keeping warm, warm bundle, warmth",
    "temperature, temp, temps",
    "kangaroo care, kangaroo mother care, KMC, skin to skin",
    "premature, preterm, prem, born early, born too early",
    "breastfeeding, breast feeding",
    "antenatal steroids, antenatal corticosteroids, steroids, betamethasone, dexamethasone",
    "sepsis, septicaemia, septicemia, blood infection",
    "jaundice, hyperbilirubinaemia, hyperbilirubinemia",
    "pre-eclampsia, preeclampsia, pre eclampsia",
    "smoking, tobacco, cigarettes, smoke free, smokefree",
    "handover, handoff, hand over",
    "huddle, safety briefing, safety brief",
    "deteriorating patient, deteriorating mother, deteriorating woman, maternal deterioration",
    "stillbirth, still birth, intrauterine death, IUFD, fetal death",
    "birth, childbirth",
    "newborn, neonate, new born",
    "doctor, physician",
    "triage, BSOTS, maternity assessment unit",
    "theatre, theater, operating room",
    "ventilation, breathing support, respiratory support",
    "labour ward, delivery suite, birth unit, labor ward",
    # Spellings
    "haemorrhage, hemorrhage",
    "anaemia, anemia",
    "oedema, edema",
    "fetal, foetal",
    "fetus, foetus",
    "paediatric, pediatric",
    "paediatrician, pediatrician",
    "paediatrics, pediatrics",
    "gynaecology, gynecology",
    "anaesthetist, anesthetist, anaesthesiologist, anesthesiologist",
    "anaesthetic, anesthetic",
    "labour, labor",
    "haemoglobin, hemoglobin, Hb",
    "diarrhoea, diarrhea",
    "ischaemic, ischemic",
    "hypoxaemia, hypoxemia",
    "orthopaedic, orthopedic",
    "programme, program",
    "centre, center",
    "counselling, counseling",
    "randomised, randomized",
    "optimisation, optimization",
    "optimising, optimizing",
)


@transaction.atomic
def lay_ground() -> None:
    """Lays the first groups, unless that was done before. Safe to run again."""
    _, is_new = SynonymsLaid.objects.get_or_create(name=FIRST)
    if is_new:
        for words in GROUPS:
            SynonymGroup.objects.create(words=words)
