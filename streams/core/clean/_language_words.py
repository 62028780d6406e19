"""What languages are told by: small words, letters, scripts. Data with no logic; written for Dateline."""

from __future__ import annotations

PROFILES: dict[str, frozenset[str]] = {
    code: frozenset(found.split())
    for code, found in {
        "en": "the of and to in that is was for it with as on by at from are this be has have had not but were which their an will would said its he his they who been more a after two other over during while into could says new "
        "she her him them you we our what when where there than then about between because only also out no or if all some any still both before against under",
        "de": "der die das und ist nicht von den mit dem des ein eine im zu für auf sich auch als an nach wird aus bei er wie noch werden einer hat haben über zum zur sagte "
        "sie es waren einen einem eines am vom dass aber oder nur vor bis unter wegen durch gegen ohne sein ihre ihr kein keine soll sollen wurde wurden werde mehr wenn",
        "fr": "le la les des et est une du dans qui que pour pas sur au par il plus avec ce ont été sont aux cette mais ses elle leur était fait selon entre un de en a se l qu y "
        "après avant chez sans sous être avait peu toujours ils elles nous vous leurs ces dont où",
        "es": "el la los las de y que en un una por con para del se su al es lo como más pero fue ha sus este entre desde cuando también según muy tras a no hay dijo había esta era son sin sobre ser "
        "está han nadie cuatro dos tres ya hasta donde quien porque",
        "it": "il la di che e è per un una del della dei delle in non si da con sono nel alla ha gli anche più come dal al ma ai lo loro essere dopo i le l ad ed degli dello nella sul sulla dalla era stato stata hanno secondo tra fra "
        "due tre quattro ancora suo sua questo questa nessuno ci",
        "pt": "o a os as de e que do da em um uma para com não por no na se dos das mais ao como foi são pelo pela também ou seu sua segundo até à é há mas ele ela isso este esta nos nas disse depois ainda sem sobre entre "
        "já muito quando ninguém dois três",
        "nl": "de het een en van in is dat op te zijn voor met niet aan er om ook als bij door maar naar uit nog wordt werd heeft tot over hij deze worden ze die had hadden was waren zou moet moest na volgens geen dit meer dan "
        "twee drie onder tegen wel",
        "sv": "och i att det som en på är av för med den till inte om ett har de var från han men vi så sig också efter kan under eller när enligt hon sade ska skulle hade måste vid ur mot över än nya nästa ingen inga två tre fyra nära mer fortfarande dem deras",
        "da": "og i at det som en på er af for med den til ikke om et har de var fra han men vi så sig også efter kan under eller når blev ifølge hun sagde vil ville havde måtte ved mod over end næste ingen to tre nær mere stadig der være mens nogen noget deres",
        "no": "og i at det som en på er av for med den til ikke om et har de var fra han men vi så seg også etter kan under eller når ble ifølge hun sa vil ville hadde måtte ved mot over enn neste ingen to tre nær mer fortsatt der være mens noen noe deres",
        "fi": "ja on ei oli että se hän ovat mutta kun myös joka jotka olla tai sekä kuin niin nyt vain jo vielä yli mukaan jälkeen ennen sen tämä tänä eivät olisi sanoi oltu yhä kaksi kolme neljä eikä häntä hänen siitä",
        "pl": "w i na z się nie do że to jest o jak po przez od za które dla są oraz jego był ale być ze został który tym roku także już przy była było który którzy która ponad tylko jednak nikt kiedy czy ma trzeba według wciąż we ich jej "
        "dwa trzy",
        "cs": "a v se na je že z do i k ve po za od by ale jako pro které který kteří která byl byla bylo byli jsou jeho si podle při už nebo jen více než ještě kvůli mezi před není ani nikdo když řekl řekla dva tři čtyři stále za",
        "ro": "și în de la a cu pe din care nu o un este să au fost pentru mai ca sunt al ale prin după până dar sau această acest fi lui ei va potrivit doi două trei când ar despre într printr niciun cel cea celor dintr",
        "hu": "a az és hogy nem is egy volt van de meg el csak már még mint után szerint ki be fel ha vagy lesz ezt azt ez minden két három között miatt amely aki nincs alatt több több mondta",
        "ru": "и в на не что с по как это к из от за о для его при был было они но он также был все году после или чтобы до которые она у уже нет того что была были же который которая ещё больше сказал сказала две два три ему ней ним со во",
        "uk": "і в у на не що з по як це до із від за про для його при був було вони але він також всі році після або щоб які вона й та є її та під час вже немає того була були який яка ще понад сказав сказала дві два три їх цей ця зі",
        "tr": "ve bir bu da de için ile olarak olan daha çok gibi kadar sonra en ancak ise ne var ya olduğunu dedi göre yeni etti iki değil oldu her tarafından üç dört yok hâlâ önce kez olmadı zorunda söyledi yakın ama hiç",
        "id": "yang dan di ini itu dengan untuk pada tidak dari dalam akan ke oleh telah sudah ada adalah mereka dia juga atau karena kata mengatakan tersebut lebih masih para seorang sebuah satu dua tiga bagi saat setelah tetapi bahwa "
        "harus dapat antara daripada",
        "vi": "và của là có được cho không trong một các những người đã với này để khi từ đến cũng như về nhưng vào ra bị sẽ ở tại sau theo vẫn đang rằng hai ba bốn hơn đó phải năm nhiều trên",
    }.items()
}
"""The most frequent words of each language that say nothing of the subject."""

LETTERS: dict[str, str] = {
    "de": "äöüß",
    "fr": "éèêàçùîôûœ",
    "es": "ñáéíóú",
    "it": "àèéìòù",
    "pt": "ãõçáéêâóúà",
    "nl": "ëï",
    "sv": "åäö",
    "da": "åæø",
    "no": "åæø",
    "fi": "äö",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "ro": "ăâîșțşţ",
    "hu": "áéíóöőúüű",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "tr": "çğıöşü",
    "vi": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}
"""Letters beyond a to z with which a language writes its own words."""

SCRIPTS: dict[str, str] = {
    "ko": "\uac00-\ud7a3",
    "ja": "\u3040-\u30ff",
    "zh": "\u4e00-\u9fff",
    "ar": "\u0620-\u064a",
    "he": "\u05d0-\u05ea",
    "th": "\u0e01-\u0e2e",
    "el": "\u0370-\u03ff",
    "hi": "\u0900-\u097f",
}
"""Ranges of letters that hardly any other language of the news uses."""
