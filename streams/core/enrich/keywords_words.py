"""English words that are no keyword: what every story has, whatever it is about."""

from __future__ import annotations

from .actors_words import CALENDAR, COMMON, TITLES
from .claims_words import AUXILIARIES, BREAKS, CUES, DETERMINERS, PREPOSITIONS, PRONOUNS, SKIPPED


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VERBS = _set(
    "make makes made making take takes took taken taking give gives gave given get gets got getting go goes went gone going come comes came coming see sees saw seen seeing know knows knew known "
    "want wants wanted use uses used using find work works worked working try tries tried trying need needs needed become becomes became leave leaves left leaving put puts mean means meant keep keeps "
    "kept keeping let begin begins began begun seem seems help helps helped helping turn turns turned start starts started starting run runs ran running move moves moved moving live lives lived living hold "
    "holds held holding bring brings brought bringing happen happens happened provide provides provided set sets setting sit sits sat stand stands stood lose loses lost pay pays paid meet meets met "
    "include includes included continue continues lead leads led leading allow allows allowed allowing follow follows followed create creates created creating speak speaks spoke spoken read spend spent "
    "grow grows grew grown open opens opened walk win wins won offer offers offered remember consider considers considered appear appears appeared buy buys bought wait serve serves served die dies died "
    "send sends sent sending build builds built building expect stay stays fall falls fell fallen cut cuts reach reaches reached kill kills killed remain remains remained raise raises raised pass passes passed "
    "sell sells sold require requires required decide decides decided pull break breaks broke receive receives received agree agrees agreed support supports supported hit produce produces produced eat cover "
    "covers covered catch draw draws drew choose chose seek seeks sought seeking face faces faced facing sign signed join joins joined show carry carries carried visit visits visited end ends ended add look "
    "looks looked looking feel felt talk talked play plays played point points increase increases increased reduce reduces reduced close closes closed push pushes pushed fight fights fought rise rises rose "
    "risen drop drops dropped return returns returned bear bears born base based involve involves involved note refuse refuses refused perform performs performed hope come operate operates submit strengthen "
    "improve expand lock locked issue issued release released concern planned plans plan order ordered back backed prevent prevents ensure ensures avoid enter enters entered arrive arrives arrived launch launched "
    "introduce introduced compete competed present presented attend attended feature features featured happen develop developed launches held called name named described according"
)
_PLAIN = _set(
    "time times year years day days week weeks month months hour hours minute minutes decade decades century morning afternoon evening night today people person man men woman women child children family families "
    "way ways thing things part parts number numbers lot lots bit kind kinds sort place places point side sides end start beginning middle case cases fact facts example examples result results reason reasons "
    "group groups member members area areas world country countries nation nations state states city town percent per cent million millions billion billions thousand thousands hundred hundreds dozen dozens "
    "question questions problem problems issue issues matter matters situation situations idea ideas level levels rate form forms list piece pieces series set amount variety range term terms name names "
    "position role roles chance move moves step steps effort efforts action actions event events process change changes difference statement statements comment comments remark remarks interview speech news story "
    "stories report reports article official officials spokesman spokeswoman spokesperson authorities authority leader leaders president minister head chief chairman director company companies government "
    "good better best bad worse worst big bigger biggest small smaller large larger largest long longer short high higher highest low lower great greater greatest little less more most much many few several "
    "same different similar other another certain various recent recently late later latest early earlier current currently previous former new old young next last first second third fourth fifth final main major "
    "minor key important significant possible impossible likely unlikely able unable available ready sure clear certain hard difficult easy free full whole entire total complete general special specific particular "
    "common usual normal real true false right wrong open close closed near far apart together alone home abroad away ahead behind inside outside upon onto amid despite around almost nearly about quite rather "
    "cannot very too enough soon ago yet still even ever never always often sometimes once twice again then there here now instead otherwise else maybe perhaps indeed well also both either neither every each all any some "
    "such own whose whom zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety mr mrs ms dr thanks thank unprecedented separate world's him them us me you mine ours yours theirs hers myself himself herself itself themselves online offline future newest newer oldest older half city cities street streets village villages region regions district districts province provinces county "
    "use attempt attempts work working life lives course addition order response view views terms basis lack favour favor spite regard respect details detail information stage hand hands front"
)

STOP = (
    _VERBS | _PLAIN | COMMON | CUES | AUXILIARIES | SKIPPED | BREAKS | PREPOSITIONS | PRONOUNS | DETERMINERS | {w.lower() for w in CALENDAR}
)
"""In no keyword of small letters."""
ADJECTIVES = (
    "ical",
    "tional",
    "cial",
    "tial",
    "ual",
    "ious",
    "eous",
    "ous",
    "ful",
    "less",
    "able",
    "ible",
    "cient",
    "istic",
    "atic",
    "ly",
    "ed",
)
"""Endings of words that do not end a noun phrase."""
VERBS = ("izes", "ifies")
"""Endings of verbs, which no phrase reaches over; -ed is one unless it is the first word."""
NO_HEAD = {w.lower() for w in TITLES}
"""No keyword by themselves."""
BEFORE_NOUN = DETERMINERS | (PREPOSITIONS - {"to"}) | {"'s", "his", "her", "its", "their", "our"}
"""What stands before a noun phrase; "to" may stand before a verb."""
VERBAL = DETERMINERS | {"him", "them", "us", "me", "that", "to"}
"""What stands behind a verb rather than behind a noun."""
