"""English words that tell who speaks and how sure it is. Lower case; forms are spelt out, nothing is stemmed."""

from __future__ import annotations

from .actors_words import ROLES


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SPEECH = _set(
    "said says say told tells tell added adds add asked asks wrote writes announced announces announce argued argues argue warned warns warn claimed claim stated declared declares "
    "insisted insists insist denied denies deny explained explains noted note confirmed confirms confirm acknowledged acknowledges admitted admits replied replies reported report "
    "concluded concludes conclude remarked remarks stressed stresses emphasized emphasised emphasizes emphasises recalled recalls testified tweeted alleged alleges allege "
    "complained complains conceded concedes countered cautioned cautions disclosed reiterated reiterates responded retorted joked quipped shouted cried exclaimed whispered "
    "vowed vows vow pledged pledges promised promises threatened threatens urged urges urge accused accuses accuse described describes describe demanded demands commented "
    "contended contends contend asserted asserts assert maintains maintained protested lamented boasted proclaimed informed clarified opined mused estimates estimated answered continued tweets "
    "condemned condemns praised praises criticised criticized criticises criticizes hailed denounced denounces blasted slammed apologised apologized enthused gushed joking"
)
"""Verbs of speaking. Their subject is a source."""

WITH_THAT = _set(
    "found finds find showed shows show revealed reveals suggested suggests suggest indicated indicates indicate observed ruled rules hinted implied learned proved proves posted determined read reads"
)
"""Verbs that report only with "that", or with a quotation, behind them."""

OPINION = _set(
    "believes believe believed thinks think thought suspects suspect suspected fears fear feared hopes hope doubts doubt assumes assume speculated speculates guess"
)
"""Verbs of what the subject holds possible: what follows is speculation."""

FORESEEING = _set(
    "predicts predict predicted forecasts forecast forecasted expects expect expected projects projected anticipates anticipate anticipated"
)
"""Verbs of what the subject sees coming: what follows is a forecast."""

ALSO_NOUNS = _set(
    "reports claims states notes calls comments estimates forecasts projects fears hopes doubts rules finds remarks warns demands report claim note show forecast hope fear guess projected add answered continued"
)
"""Forms that are nouns, or verbs of another meaning, as well: they need their source right before and no preposition behind."""

CALLING = _set("called calls call labelled labeled branded dubbed termed")
"""They report with a quotation behind them, or as "called for" and "called on"."""

PARTICIPLES = _set(
    "saying adding warning calling describing noting insisting arguing telling claiming stressing declaring writing explaining accusing citing alleging stating urging vowing quoting"
)
"""After a comma they report what the subject of the sentence says."""

INVERTIBLE = _set(
    "said says asked asks added adds wrote writes explained explains warned warns argued argues announced noted notes recalled recalls replied concluded declared reported reports claimed claims "
    "insisted insists admitted admits joked quipped commented cried shouted exclaimed whispered remarked continued enthused gushed stated stressed observed cautioned"
)
"""Verbs that may stand before their subject, behind what was said."""

CUES = SPEECH | WITH_THAT | OPINION | FORESEEING | ALSO_NOUNS | CALLING | PARTICIPLES

BE = _set("is are was were be been being am")
AUXILIARIES = BE | _set("has have had do does did will would can could may might must shall should")
SKIPPED = _set(
    "has have had also later then now once again repeatedly earlier reportedly often always even still already recently publicly simply further did does do just only "
    "would will could may might initially previously additionally subsequently today yesterday tomorrow all both themselves himself herself itself frequently jokingly first"
)
"""What may stand between a subject and its verb."""

PRONOUNS = _set("he she they it we i")
DETERMINERS = _set(
    "the a an this that these those his her its their our my one two three four five some many several most other another no both few any"
)
PREPOSITIONS = _set(
    "of for at in from with to by on near about against inside outside within under over among between through around across into onto behind beside than including"
)
BREAKS = frozenset('.,;:!?()[]{}"“”„«»—–…') | _set(
    "that but while and or when because whether if although though after before since as so yet until unless where whereas which who whom whose what how why nor plus"
)
"""No phrase for a source reaches over these."""

SUBORDINATE = _set(
    "that which who whom whose whether if how what when where why because although though unless until while after before since than as whereas once"
)
"""What follows one of these, up to the next comma, is not the main clause."""

EXPERTS = _set(
    "experts expert analysts analyst observers observer critics critic economists economist commentators commentator pundits scholars watchers historians skeptics sceptics strategists "
    "opponents supporters investors traders forecasters specialists insiders"
)
"""Outsiders: with a hedge what they say is speculation."""

PRESS = _set(
    "media press newspaper newspapers daily tabloid magazine broadcaster television tv radio station channel agency agencies outlet outlets website reporters journalists paper"
)
"""They pass on what others say."""

PAPERS = _set(
    "report study survey poll polls data figures statistics statement document documents letter filing records memo transcript email article editorial indictment complaint affidavit "
    "release bulletin communique lawsuit papers census audit notice advisory forecast research analysis manifesto ruling verdict reports studies projections calculations findings results footage video tests poster"
)
"""Texts that say something."""

SPOKES = _set("spokesman spokeswoman spokesperson spokespeople spokesmen")

_PEOPLE = _set(
    "ceo cfo vice-president authority members member officials official authorities aides sources source people witnesses witness residents police prosecutors prosecutor lawyers lawmakers diplomats ministers leaders soldiers rebels "
    "activists doctors medics scientists researchers investigators organisers organizers protesters passengers relatives friends neighbors neighbours parents families family man woman men women "
    "executives managers workers students teachers farmers fishermen voters advocates campaigners negotiators delegates commanders officers troops militants insurgents firefighters rescuers "
    "survivors victims historians judges senators governors mayors presidents politicians engineers pilots coaches players fans critics colleague colleagues boy girl teenager mother father "
    "operator developer retailer carmaker automaker airline bank lender insurer maker firm startup club team regulator watchdog panel negotiator campaign crowd"
)
_BODIES = _set(
    "government ministry military army navy court company party committee union group organisation organization council board department office embassy parliament administration police commission "
    "institute university hospital charity militia force forces agency jury tribunal opposition regime palace kremlin cabinet consulate bureau service secretariat foundation association federation alliance"
)
SOURCES = EXPERTS | PRESS | PAPERS | SPOKES | _PEOPLE | _BODIES | ROLES
"""Nouns for whoever or whatever may say something."""

MODALS = {
    "will": "forecast", "'ll": "forecast", "shall": "forecast", "could": "speculation", "may": "speculation", "might": "speculation", "would": "speculation",
    "likely": "speculation", "possibly": "speculation", "probably": "speculation", "perhaps": "speculation", "maybe": "speculation", "presumably": "speculation",
    "apparently": "speculation", "seems": "speculation", "seem": "speculation", "appears": "speculation", "appear": "speculation", "seemingly": "speculation",
    "conceivably": "speculation", "reportedly": "reported", "allegedly": "reported", "purportedly": "reported", "supposedly": "reported",
}  # fmt: skip
"""Words of the main clause → what they make of the sentence."""

PASSIVES = {
    "expected": "forecast", "due": "forecast", "set": "forecast", "scheduled": "forecast", "slated": "forecast", "projected": "forecast", "forecast": "forecast", "poised": "forecast",
    "going": "forecast", "predicted": "forecast", "tipped": "forecast", "believed": "speculation", "thought": "speculation", "likely": "speculation", "unlikely": "speculation",
    "suspected": "speculation", "feared": "speculation", "rumored": "speculation", "rumoured": "speculation", "said": "reported", "reported": "reported", "alleged": "reported",
    "understood": "reported", "claimed": "reported", "planned": "forecast", "accused": "reported", "quoted": "reported",
}  # fmt: skip
"""Words behind "is" or "are" and before "to": "is expected to"."""

READING = _set(
    "indicated indicates indicate suggested suggests suggest showed shows show signalled signaled signals signal implied implies imply meant means mean underscored underscores underscore "
    "highlighted highlights highlight reflected reflects reflect demonstrated demonstrates demonstrate underlined underlines underline illustrated illustrates revealed reveals"
)
"""What a thing does when the writer reads something in it: with "that" behind, analysis."""

READING_ALONE = _set(
    "underscored underscores underscore highlighted highlights highlight underlined underlines underline illustrates illustrated"
)
"""The same without "that"."""

SEEN = _set("seen viewed regarded interpreted perceived")
"""Behind "is" or "was" and before "as": how people read it, analysis."""

SAYING_THAT = _set("that it he she they we there his her their its the a an this these those")
"""What begins a clause behind a verb of speaking."""
