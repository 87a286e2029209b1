"""The replies to texts about money: what was credited, or what to do; never a number or a password.

Each fits one part in each language. None says which of number and password was wrong.
"""

from collections.abc import Mapping

from service.domain.wording import yuan

_REPLIES: Mapping[str, Mapping[str, str]] = {
    "credited": {
        "zh": "已入账{amount}元，余额{balance}元。",
        "en": "{amount} yuan credited. Your balance is {balance} yuan.",
        "es": "Abono de {amount} yuanes. Su saldo es de {balance} yuanes.",
    },
    "balance": {
        "zh": "您的钱包余额{balance}元。",
        "en": "Your balance is {balance} yuan.",
        "es": "Su saldo es de {balance} yuanes.",
    },
    "how_to_redeem": {
        "zh": "请发送：充值 16位汇款号 6位密码。",
        "en": "Text REDEEM, then the 16 digits of the number and the 6 of the password.",
        "es": "Escriba CANJEAR, las 16 cifras de la remesa y las 6 de la clave.",
    },
    "wrong": {
        "zh": "未入账：汇款号或密码不对，请与收据核对后再发。错5次锁定一天。",
        "en": "Not credited: number or password is wrong. Compare the receipt and text again. "
        "5 wrong tries lock it for a day.",
        "es": "Sin abono: remesa o clave incorrecta. Compare con el recibo y escriba otra vez. "
        "5 errores la bloquean 24 horas.",
    },
    "locked": {
        "zh": "未入账：错误次数过多，已锁定一天。请明天再发。",
        "en": "Not credited: locked for a day after wrong tries. Text again tomorrow.",
        "es": "Sin abono: bloqueada 24 horas por los errores. Escriba otra vez mañana.",
    },
    "guessing": {
        "zh": "未入账：此手机错误次数过多，请一小时后再发。",
        "en": "Not credited: too many wrong tries from this phone. Text again in an hour.",
        "es": "Sin abono: demasiados errores de este teléfono. Escriba otra vez en una hora.",
    },
    "ended": {
        "zh": "未入账：此汇款已用过。发送“余额”查询钱包。",
        "en": "Not credited: this receipt was used before. Text BALANCE to see your wallet.",
        "es": "Sin abono: este recibo ya fue usado. Escriba SALDO para ver su monedero.",
    },
    "expired": {
        "zh": "未入账：汇款已过期，请汇款人到邮局退款。",
        "en": "Not credited: it has expired. Who paid it in gets it back at a post office.",
        "es": "Sin abono: ha vencido. Quien hizo el pago lo recupera en el Correo.",
    },
    "daily_limit": {
        "zh": "未入账：今天的次数已满，请明天再发。",
        "en": "Not credited: your wallet takes no more today. Text again tomorrow.",
        "es": "Sin abono: su monedero no admite otro hoy. Escriba otra vez mañana.",
    },
    "frozen": {
        "zh": "未入账：您的钱包已冻结，请联系支付平台。",
        "en": "Not credited: your wallet is frozen. Ask its provider.",
        "es": "Sin abono: monedero congelado. Consulte a su proveedor.",
    },
    "no_wallet": {
        "zh": "此手机未绑定钱包，请先在支付平台登记。",
        "en": "No wallet has this phone. Register it with your wallet's provider first.",
        "es": "No hay monedero con este teléfono. Antes debe registrarlo su proveedor.",
    },
    "several_wallets": {
        "zh": "此手机绑定了多个钱包，请到支付平台操作。",
        "en": "Several wallets have this phone. Use your provider's own page.",
        "es": "Varios monederos tienen este teléfono. Use la web de su proveedor.",
    },
}


def payment_reply(what: str, language: str, *, amount_fen: int = 0, balance_fen: int = 0) -> str:
    """Return a reply: "credited" with both amounts, "balance" with one, the others without.

    >>> payment_reply("credited", "en", amount_fen=17_500, balance_fen=20_000)
    '175.00 yuan credited. Your balance is 200.00 yuan.'
    """
    words = _REPLIES[what][language]
    return words.format(amount=yuan(amount_fen), balance=yuan(balance_fen))
