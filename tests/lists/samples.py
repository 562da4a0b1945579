"""Invented lists in the layouts in which lists are published, each with the same three entries.

Kari Holm, also Carrie Holme, born 1961, of Norway; Strelsau Arms Works; the vessel Zenda Star.
"""

from __future__ import annotations

import json
from pathlib import Path

SDN_CSV = (
    '101,"HOLM, Kari Olafsdottir","individual","RURITANIA","Minister",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 09 Mar 1961; POB Bergen, Norway; nationality Norway."\r\n'
    '102,"STRELSAU ARMS WORKS","-0- ","RURITANIA] [SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. \'SAW\'."\r\n'
    '103,"ZENDA STAR","vessel","RURITANIA",-0- ,"ABC1","Tanker",-0- ,-0- ,"Norway",-0- ,-0- \r\n'
    "\x1a"
)
ALT_CSV = '101,1,"aka","HOLME, Carrie",-0- \r\n'
ADD_CSV = '102,1,"1 Castle Street","Strelsau","Germany",-0- \r\n'

SDN_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="http://tempuri.org/sdnList.xsd">
  <publshInformation><Publish_Date>3/5/2024</Publish_Date><Record_Count>3</Record_Count></publshInformation>
  <sdnEntry><uid>101</uid><firstName>Kari Olafsdottir</firstName><lastName>HOLM</lastName><sdnType>Individual</sdnType>
    <programList><program>RURITANIA</program></programList>
    <akaList><aka><uid>1</uid><type>a.k.a.</type><category>strong</category>
      <lastName>HOLME</lastName><firstName>Carrie</firstName></aka></akaList>
    <nationalityList><nationality><uid>1</uid><country>Norway</country></nationality></nationalityList>
    <dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>09 Mar 1961</dateOfBirth></dateOfBirthItem>
    </dateOfBirthList>
  </sdnEntry>
  <sdnEntry><uid>102</uid><lastName>STRELSAU ARMS WORKS</lastName><sdnType>Entity</sdnType>
    <programList><program>RURITANIA</program><program>SDGT</program></programList></sdnEntry>
  <sdnEntry><uid>103</uid><lastName>ZENDA STAR</lastName><sdnType>Vessel</sdnType>
    <programList><program>RURITANIA</program></programList><vesselInfo><vesselFlag>Norway</vesselFlag></vesselInfo></sdnEntry>
</sdnList>
"""

UN_XML = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2024-03-05T00:00:09.554Z">
  <INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>KARI</FIRST_NAME><SECOND_NAME>HOLM</SECOND_NAME>
    <UN_LIST_TYPE>Ruritania</UN_LIST_TYPE><REFERENCE_NUMBER>RUi.001</REFERENCE_NUMBER>
    <NATIONALITY><VALUE>Norway</VALUE></NATIONALITY>
    <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Carrie Holme</ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-03-09</DATE></INDIVIDUAL_DATE_OF_BIRTH>
  </INDIVIDUAL></INDIVIDUALS>
  <ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>STRELSAU ARMS WORKS</FIRST_NAME>
    <UN_LIST_TYPE>Ruritania</UN_LIST_TYPE><REFERENCE_NUMBER>RUe.001</REFERENCE_NUMBER></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""

EU_CSV = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;"
    "Entity_SubjectType_ClassificationCode;Entity_Regulation_Programme;NameAlias_LastName;NameAlias_FirstName;"
    "NameAlias_MiddleName;NameAlias_WholeName;BirthDate_BirthDate;Citizenship_CountryIso2Code\n"
    "05/03/2024;13;EU.1.1;P;person;RUR;Holm;Kari;;Kari Holm;;\n"
    "05/03/2024;13;EU.1.1;P;person;RUR;Holme;Carrie;;Carrie Holme;;\n"
    "05/03/2024;13;EU.1.1;P;person;RUR;;;;;1961-03-09;NO\n"
    "05/03/2024;14;EU.1.2;E;enterprise;RUR;;;;Strelsau Arms Works;;\n"
)

EU_XML = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2024-03-05T10:00:00.000+01:00">
  <sanctionEntity euReferenceNumber="EU.1.1" logicalId="13"><regulation programme="RUR"/>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Kari" middleName="" lastName="Holm" wholeName="Kari Holm" strong="true"/>
    <nameAlias firstName="Carrie" middleName="" lastName="Holme" wholeName="Carrie Holme" strong="true"/>
    <citizenship countryIso2Code="NO"/><birthdate birthdate="1961-03-09" year="1961"/></sanctionEntity>
  <sanctionEntity euReferenceNumber="EU.1.2" logicalId="14"><regulation programme="RUR"/>
    <subjectType code="enterprise" classificationCode="E"/><nameAlias wholeName="Strelsau Arms Works"/></sanctionEntity>
</export>
"""

FCDO_CSV = (
    "Report Date: 05-Mar-2024\n"
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Regime Name,Designation Type,Address Country,D.O.B,Nationality(/ies)\n"
    "05/03/2024,RUR0001,1,,HOLM,Kari,,,,,Primary Name,,,,The Ruritania Regulations,Individual,,09/03/1961,Norway\n"
    "05/03/2024,RUR0001,1,,HOLME,Carrie,,,,,Alias,Good quality,,,The Ruritania Regulations,Individual,,,\n"
    "05/03/2024,RUR0002,2,,STRELSAU ARMS WORKS,,,,,,Primary Name,,,,The Ruritania Regulations,Entity,Germany,,\n"
    "05/03/2024,RUR0003,3,,ZENDA STAR,,,,,,Primary Name,,,,The Ruritania Regulations,Ship,,,\n"
)

FCDO_XML = """<?xml version="1.0" encoding="utf-8"?>
<Designations><DateGenerated>05/03/2024</DateGenerated>
  <Designation><UniqueID>RUR0001</UniqueID>
    <Names><Name><Name1>Kari</Name1><Name6>HOLM</Name6><NameType>Primary Name</NameType></Name>
      <Name><Name1>Carrie</Name1><Name6>HOLME</Name6><NameType>Alias</NameType></Name></Names>
    <RegimeName>The Ruritania Regulations</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
    <IndividualDetails><Individual><DOBs><DOB>09/03/1961</DOB></DOBs>
      <Nationalities><Nationality>Norway</Nationality></Nationalities></Individual></IndividualDetails></Designation>
  <Designation><UniqueID>RUR0002</UniqueID>
    <Names><Name><Name6>STRELSAU ARMS WORKS</Name6><NameType>Primary Name</NameType></Name></Names>
    <RegimeName>The Ruritania Regulations</RegimeName><IndividualEntityShip>Entity</IndividualEntityShip></Designation>
</Designations>
"""

OFSI_CSV = (
    "Last Updated,05/03/2024\n"
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Nationality,Country,Group Type,Alias Type,Alias Quality,"
    "Regime,Group ID\n"
    "HOLM,Kari,,,,,,09/03/1961,Norway,,Individual,Primary name,,Ruritania,501\n"
    "HOLME,Carrie,,,,,,,,,Individual,AKA,Good quality,Ruritania,501\n"
    "STRELSAU ARMS WORKS,,,,,,,,,Germany,Entity,Primary name,,Ruritania,502\n"
)

OFSI_XML = """<?xml version="1.0"?>
<ArrayOfFinancialSanctionsTarget xmlns="http://schemas.hmtreasury.gov.uk/ofsi/consolidatedlist">
  <FinancialSanctionsTarget><Name6>HOLM</Name6><name1>Kari</name1><AliasType>Primary name</AliasType>
    <GroupTypeDescription>Individual</GroupTypeDescription><RegimeName>Ruritania</RegimeName><GroupID>501</GroupID>
    <Individual_DateOfBirth>09/03/1961</Individual_DateOfBirth><Individual_Nationality>Norway</Individual_Nationality>
  </FinancialSanctionsTarget>
  <FinancialSanctionsTarget><Name6>HOLME</Name6><name1>Carrie</name1><AliasType>AKA</AliasType>
    <GroupTypeDescription>Individual</GroupTypeDescription><RegimeName>Ruritania</RegimeName><GroupID>501</GroupID>
  </FinancialSanctionsTarget>
  <FinancialSanctionsTarget><Name6>STRELSAU ARMS WORKS</Name6><AliasType>Primary name</AliasType>
    <GroupTypeDescription>Entity</GroupTypeDescription><RegimeName>Ruritania</RegimeName><GroupID>502</GroupID>
  </FinancialSanctionsTarget>
</ArrayOfFinancialSanctionsTarget>
"""

SIMPLE_CSV = (
    '"id","schema","name","aliases","birth_date","countries","sanctions","dataset","last_change"\n'
    '"Q1","Person","Kari Holm","Carrie Holme","1961-03-09","no","Ruritania","Example","2024-03-05T08:00:00"\n'
    '"Q2","Company","Strelsau Arms Works","","","de","Ruritania","Example","2024-03-04T08:00:00"\n'
)

FTM_LINES = "".join(
    json.dumps(entity) + "\n"
    for entity in (
        {
            "id": "Q1",
            "schema": "Person",
            "caption": "Kari Holm",
            "properties": {
                "name": ["Kari Holm"],
                "alias": ["Carrie Holme"],
                "birthDate": ["1961-03-09"],
                "nationality": ["no"],
            },
        },
        {"id": "s1", "schema": "Sanction", "properties": {"entity": ["Q1"], "programId": ["EU-RUR"]}},
        {
            "id": "Q2",
            "schema": "Company",
            "caption": "Strelsau Arms Works",
            "properties": {"name": ["Strelsau Arms Works"]},
        },
        {"id": "a1", "schema": "Address", "properties": {"full": ["1 Castle Street"]}},
    )
)

WATCH_LIST = (
    "name,type,country,birth_date,aliases,id,programme\n"
    '"Holm, Kari",person,Norway,1961,Carrie Holme,w1,ours\n'
    "Strelsau Arms Works,company,DE,,,w2,ours\n"
)

SINGLE = {
    "us_ofac_sdn": SDN_XML,
    "un_sc_sanctions": UN_XML,
    "eu_fsf": EU_CSV,
    "eu_fsf (xml)": EU_XML,
    "gb_fcdo_sanctions": FCDO_CSV,
    "gb_fcdo_sanctions (xml)": FCDO_XML,
    "gb_hmt_sanctions": OFSI_CSV,
    "gb_hmt_sanctions (xml)": OFSI_XML,
    "opensanctions": SIMPLE_CSV,
    "opensanctions (ftm)": FTM_LINES,
    "list": WATCH_LIST,
}
"""Lists in one file each, by the id that they get in a file called `list`."""


def written(folder: Path, name: str, text: str) -> Path:
    """A sample as a file."""
    path = folder / name
    path.write_bytes(text.encode())
    return path
