"""What clinicians write every day, and the identifier check lets pass."""

from __future__ import annotations

import pytest

from moderation.identifiers import check


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\x00",
        "\ud800",
        # Figures that are no NHS number
        "943 476 5918",
        "NHS number 9434765918",
        "NHS 111",
        "000 000 0000",
        "NHS number 111 111 1111",
        "19434765919 and 94347659190",
        "978-943-476-5919",
        "9434765919-22",
        "412,398,4021",
        "£9,434,765,919",
        "sha 9434765919abcdef9434765919abcdef",
        "123e4567-e89b-12d3-a456-426614174000",
        # Telephones, books, papers, times
        "07700 900123, +44 (0)20 7946 0958, 0113 496 0123, ext 4567, bleep 1234",
        "ISBN 978-0-306-40615-7",
        "doi:10.1136/archdischild-2010-123456 PMID 28827251 NCT01234567 ISRCTN12345678",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7123456/?report=123456789012",
        "2026-11-23T06:06:54Z, 20261123060654, 2026-11-23 06:06:54.123456",
        "ORCID 0000-0002-1825-0097, grant 123456789012, version 1.2.3",
        # Doses, rates, gestations
        "Magnesium sulphate 4 g over 20 minutes, then 1 g an hour, in 38 of 52 women (73 %)",
        "14.9 per 1,000 before and 8.1 after; 4,200 births; 37+0 to 41+6 weeks",
        "BP 120/80, then 118/76 and 140/90; 40% dextrose 200 mg/kg = 0.5 mL/kg",
        "HbA1c 48, B12 5 mg, level 2 3hr, wave e1 2nd test, G2 P1, CO2 4 kPa",
        # Dates of events and periods
        "We launched on 28 February 2017 with 44 trusts",
        "Babies born between 1 April 2025 and 31 March 2026",
        "Babies born before 34 weeks between 1 January and 31 March 2026 at Fenmere Hospitals",
        "Babies born 1 April 2025 to 31 March 2026",
        "Babies born on or after 1 April 2025",
        "born at 27 weeks",
        "She was born in 1990",
        "Newborn screening from 3 March 2026",
        "The NHS's 75th birthday on 5 July 2023",
        "DOB recorded in 98% of notes",
        "Audit of 1/4/25 to 31/3/26, DOB missing in 2",
        "DOB 32/13/1990",
        "At Fenmere Hospitals 27 of 31 babies under 30 weeks had steroids by 3 March 2026",
        "On 28 February 2017 Fenmere Hospitals launched steroids at 24 weeks",
        # Hospitals and their figures
        "patient number 12 of 52,000 births",
        "Patient numbers rose from 1200 to 1500",
        "hospital no. 2019",
        "The unit number 5 bed was moved",
        "patient no longer 12345",
        "hospital notes 12345, mRNA 12345",
        # Capitals beside words for patients
        "Mother and Baby unit",
        "MOTHER AND BABY UNIT",
        "Baby Friendly Initiative",
        "Baby Loss Awareness Week",
        "Patient Safety Collaborative",
        "Patient Participation Group",
        "Patient Safety Incident Response Framework (PSIRF)",
        "mother or baby (Patient Safety Oxford)",
        "Mother's Day",
        "Woman’s Hour",
        "For the mother: Offer magnesium",
        "Mother\nOffer magnesium",
        "patient NEWS2 score, baby NICU, mother BMI",
        "Baby A, Woman B, Patient 3",
        "baby Monday, mother March",
        "the mother. Smith wrote",
        "Patient BadgerNet record",
        "Baby Oscar Trial",
        "Keeping Mother And Baby Together In Castlebeck",
        "baby walker",
        "patient Dr Smith saw",
        "Contact: Amina Yusuf, midwife, Fenmere",
        # Codes that are no postcode
        "T1 2AB, Q1 1AA, SW1A 1CC, M1 1AEX, AB1234CD",
    ],
)
def test_everyday_words_pass(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds, answer.findings) == ("pass", (), ())
