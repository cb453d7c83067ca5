"""Words that tell a name from a role from an institution: English first, then German, French, Spanish, Italian."""

from typing import Final

PARTICLES: Final = frozenset(
    """
    de del della der den des di da dos du van von vom zu zum zur la le el al bin ibn ben abu af av y e i ter ten
    st
    """.split()
)
"""Words within a name that may be in lower case."""

TITLES: Final = frozenset(
    """
    dr prof professor sir dame lord lady mr mrs ms miss mx rev fr sgt lt col gen capt maj judge justice sen rep gov
    president senator herr frau m mme mlle monsieur madame don doña sr sra señor señora
    """.split()
)
"""Words before a name that are given with it."""

ROLES: Final = frozenset(
    """
    abogada abogado accountant acting activist administrator adviser advisor advocate alcalde alcaldes alcaldesa
    alderman ambassador analyst architect artist arzt assessor assessora assessore assistant associate attorney
    author autor autorin avocat avocate avvocata avvocato baker barrister bewohner bewohnerin biologist bishop
    borgmästare botanist broadcaster builder burgemeester bürgermeister bürgermeisterin campaigner candidate capo
    captain carpenter ceo cfo chair chairman chairperson chairwoman chancellor chaplain chargé chargée chef cheffe
    chefin chemist chercheur chercheuse chief científica científico cio clerk co-founder coach cofounder colonel
    columnist commander commissioner composer concejal concejala conductor conseiller conseillère consultant
    contractor coo coordinator correspondent councillor councilman councilor councilwoman counsel counsellor
    counselor critic cto curator dean dentist deputy designer developer directeur director directora
    directrice direktor direktorin diretor diretora direttore direttrice dirigeant dirigeante dispatcher doctor
    driver député députée economist economista editor editor-in-chief electrician employee engineer enseignant
    enseignante entrepreneur escritor escritora evangelist evp executive expert facilitator farmer fellow filmmaker
    firefighter fischer fischerin fisher fisherman fondateur fondatore fondatrice foreman forscher forscherin
    founder fundador fundadora general geologist geschäftsführer geschäftsführerin giornalista governor graduate
    guide gérant gérante habitant habitante harbourmaster head historian historienne historiker historikerin
    hoogleraar imam infirmier infirmière ingeniera ingeniero ingénieur ingénieure inhaber inhaberin inspector
    instructor intern investigador investigadora investigator investor jefa jefe journalist journaliste journalistin
    judge junior keeper landlord landrat landrätin lawyer lead leader lecturer lehrer lehrerin leiter leiterin
    librarian maintainer maire manager marshal mathematician mayor mechanic medico member merchant midwife minister
    ministerin ministra ministre ministro moderator musician médecin médica médico negotiator neighbor neighbour
    novelist nurse officer operator organiser organizer owner painter participant partner pastor pensioner
    periodista pescador pescadora pescatore pesquisador pesquisadora pharmacist philosopher photographer physicist
    pilot plumber poet porta-voz portavoz porte-parole postmaster prefeita prefeito president presidenta presidente
    priest principal producer profesor profesora professeur professeure professor professora professore
    professoressa professorin programmer prosecutor provost präsident präsidentin préfet préfète président
    présidente psychologist publisher pêcheur rabbi rapporteur rector redakteur redakteurin registrar reporter
    representative researcher resident responsable retired reviewer ricercatore ricercatrice richter richterin
    rédacteur rédactrice sailor scholar schriftsteller schriftstellerin scientist scrittore scrittrice sculptor
    secretaria secretario secretary secrétaire segretaria segretario senator senatorin senior sergeant shopkeeper
    sindaca sindaco singer skipper sociologist solicitor specialist spokesman spokespeople spokesperson spokeswoman
    sprecher sprecherin stadträtin statistician steward strategist student superintendent supervisor surgeon svp
    teacher technician technologist tenant trainer translator treasurer trustee tutor undersecretary vecina vecino
    vet vicar vice visitor volunteer vorsitzende vorsitzender vorstand vp warden winner witness woordvoerder worker
    writer zoologist ärztin écrivain écrivaine ökonom ökonomin
    """.split()
)

INSTITUTIONS: Final = frozenset(
    """
    academy ag agency alliance amt army asociación assembly assemblée association associazione authority
    ayuntamiento bank blog board brigade broadcasting bugle bundesamt bundestag bureau center centre chamber charity
    choir chronicle church clinic club co-operative coalition college commission committee community company comune
    congress conseil consortium cooperative corp corporation corps council courier court daily department diocese
    directorate dispatch echo examiner exchange faculty federation fondation fondazione force foundation fund
    fundación gazette gemeente gemeinde genossenschaft globe gmbh government group guardian herald hochschule
    holdings hospice hospital hotel hôpital inc incorporated industries infirmary initiative inquirer inquiry
    institut institute institution instituto istituto journal klinik krankenhaus lab laboratories laboratory labs
    landtag league library llc ltd magazine mairie ministerio ministerium ministero ministry ministère museum navy
    network news newsletter observatory observer office orchestra organisation organization ospedale parish
    parliament partners party plc podcast police post press program programme project préfecture radio rathaus
    reuters school secretariat senate sentinel service services society stadtrat stiftung survey syndicat systems
    team technologies telegraph television theater theatre times tribunal tribune trust union universidad
    universidade universiteit university università universität université verband verein weekly zeitung
    """.split()
)

SURNAMES: Final = frozenset(
    "bank banks board church college court force hall herald journal league post press school trust".split()
)
"""Words for institutions that are surnames as well."""

GIVEN_NAMES: Final = frozenset(
    """
    aaron adam adrian ahmed alan albert alejandro alessandro alex alexander alexandra ali alice alison amanda amy
    ana anaïs andrea andreas andrew angela anita anke ann anna anne annette anthony antonio arthur astrid barbara
    beatrice ben benjamin bernard bernd beth bob brenda brian bruno carl carla carlos carmen caroline catherine
    cecilia chiara chloe chris christina christine christopher claire clara claudia colin daniel daniela david
    deborah dennis diana diane diego dieter dirk donald donna dorothy edward elena elisabeth elizabeth ellen emily
    emma eric erik erika ernst eva evelyn fatima felix fernando fiona frances francesca francesco francis francois
    frank franz françois fred frederick gary geoffrey george gerald gerhard gina giovanni giulia giuseppe gloria
    gordon graham greg gregory guido günter hannah hans harold harry heather heike heinz helen helena helga henry
    hugo ian ibrahim ida ines ingrid irene isabel ivan jack jacob jacqueline jacques jake james jan jane janet jason
    javier jean jeff jeffrey jennifer jeremy jerry jessica jill jim joan joanna joe johan johann johanna john johnny
    jon jonathan jose josef joseph joshua josé juan judith julia julian julie jutta jörg jürgen karen karin karl
    kate katharina katherine kathleen katja keith ken kenneth kevin klaus kurt laura lauren laurent lea leo leon
    linda lisa louis louise luca lucas lucia lucy luigi luis luke léa manfred manuel marco margaret maria marie
    marina mario mark markus marta martha martin mary matt matteo matthew matthias maurice max maya megan mehmet
    melissa michael michel michelle miguel mike milo mohamed mohammed monica monika nadia nancy natalie nathan neil
    nicholas nick nicola nicolas nicole nigel nina nora oliver olivia omar oscar otto owen pablo pamela paolo
    patricia patrick paul paula pedro peter petra philip philippe pierre rachel rainer ralf ralph rebecca richard
    rita robert roberto roger roland ronald rosa rose rosemary roy ruth ryan sabine sally sam samantha samuel sandra
    sara sarah scott sean sebastian sharon sheila shirley silvia simon simone sofia sonia sophie stefan stephanie
    stephen steve steven stuart susan susanne suzanne sven sylvia tanja teresa theo theresa thomas tim timothy tina
    tobias tom tony tracy ulrich ursula uwe valerie vera veronica victor vincent walter wendy werner wilhelm william
    wolfgang yusuf yvonne zoe
    """.split()
)
"""First names that are common, and seldom of a church, a place or a firm: what shows that `Jane Church` is a person."""

DEGREES: Final = frozenset(
    "md phd dphil esq mbe obe cbe qc kc mp mep msp rn frs jd mba msc bsc ma ba llm dds dvm cpa ret".split()
)
"""What may stand after a name, points left out."""

OF_FIRMS: Final = frozenset("ceo cfo cio coo cto editor publisher founder co-founder cofounder".split())
"""Roles that are held in a firm or a paper, never in a place."""

NO_NAMES: Final = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february september october november december
    morning afternoon evening night noon midnight today tomorrow yesterday week weekend month year spring autumn winter
    montag dienstag mittwoch donnerstag freitag samstag sonntag heute morgen lundi mardi mercredi jeudi vendredi
    samedi dimanche staff
    airline airlines airways bahn executive fein féin international motors officer rights watch
    """.split()
)
"""Words that no person is called by."""

ROLE_ENDS: Final = tuple(
    """
    教授 市長 市长 社長 会長 会长 院長 院长 校長 校长 所長 所长 主任 部長 部长 記者 记者 医師 医生 研究員
    研究员 博士 監督 選手 作家 議員 议员 代表 総理 总理
    """.split()
)
"""What roles end in where words have no spaces between them."""

INSTITUTION_ENDS: Final = tuple(
    """
    大学 大學 研究所 研究院 委员会 委員会 银行 銀行 公司 会社 協会 协会 新聞 新闻 病院 医院 学校 政府 学院 財団
    基金会 日报 日報 通信社 通讯社
    """.split()
)
"""What names of institutions end in where words have no spaces between them."""
