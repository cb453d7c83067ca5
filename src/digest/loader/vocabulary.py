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
    acting administrator adviser advisor ambassador analyst architect artist assistant associate attorney author
    biologist bishop captain ceo cfo chair chairman chairperson chairwoman chemist chief cio clerk co-founder
    coach cofounder colonel commissioner consultant contractor coo coordinator cto curator dean deputy designer
    developer director doctor driver economist editor engineer expert farmer fellow fisherman founder general
    governor head historian imam inspector journalist judge junior keeper lawyer lead leader lecturer librarian
    maintainer manager mayor member minister novelist nurse officer owner participant partner physicist pilot
    poet president priest principal professor rabbi rector reporter representative researcher resident scientist
    secretary senator senior sergeant specialist spokesman spokesperson spokeswoman strategist student
    superintendent surgeon teacher vice warden writer leiter leiterin direktor direktorin sprecher sprecherin
    ministerin bürgermeister bürgermeisterin präsident präsidentin professorin directeur directrice maire
    ministre porte-parole président présidente alcalde alcaldesa directora portavoz ministra sindaco direttore
    direttrice ministro
    """.split()
)

INSTITUTIONS: Final = frozenset(
    """
    academy agency alliance army assembly association authority bank board bureau center centre chamber church
    clinic club coalition college commission committee company congress consortium corp corporation council
    court department federation force foundation fund gazette government group guardian herald hospital inc
    industries initiative institute institution journal lab laboratory labs league library llc ltd magazine
    ministry museum navy network news observatory office organisation organization parliament partners party plc
    police post press program programme project radio reuters school senate service services society systems
    team technologies telegraph television times tribune trust union university ag amt gmbh hochschule institut
    ministerium stadtrat stiftung universität verband verein zeitung conseil ministère université ayuntamiento
    ministerio universidad ministero università
    """.split()
)

INSTITUTION_ENDS: Final = ("大学", "研究所", "委员会", "银行", "公司", "協会", "新聞", "新闻")
"""What names of institutions end in where words have no spaces between them."""
