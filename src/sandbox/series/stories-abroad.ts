import { dialogue } from '../calls/dialogue.ts';
import type { Story } from './story.ts';

/** The conversations in other languages than English. People and businesses are invented. */
export const STORIES_ABROAD = {
  solar: {
    language: 'es',
    sentiment: 'positive',
    succeeded: true,
    endedBy: 'agent',
    turns: dialogue(`
      A: Hola, {name}, soy Lucía, de Tejado Claro. ¿Le interesa saber cuánto ahorraría con paneles solares?
      C: Pues sí. ¿Cuánto cuesta más o menos?
      A: Depende del consumo. ¿Cuánta electricidad gasta al mes?
      C: Unos {kwh} kilovatios hora. La casa está en {city}.
      A: Con ocho paneles cubriría cerca del setenta por ciento. ¿Le preparo un presupuesto?
      C: Sí, por favor, y mándemelo por correo.
      A: Lo recibirá mañana. ¡Gracias y buen día!
    `),
    summary: '{name}, de {city}, consume {kwh} kWh al mes y pide presupuesto para ocho paneles.',
    values: { kwh: ['310', '380', '420', '510'], city: ['Sevilla', 'Valencia', 'Zaragoza', 'Cádiz'] },
    captured: { qualified: true, monthly_kwh: '{kwh}', city: '{city}', language: 'es' },
  },
  survey: {
    language: 'de',
    sentiment: 'neutral',
    succeeded: true,
    endedBy: 'agent',
    turns: dialogue(`
      A: Guten Tag, {name}, hier ist Jonas vom Werkstattdienst Grünau. Haben Sie zwei Minuten für eine kurze Umfrage?
      C: Ja, aber wirklich nur zwei.
      A: Versprochen. Wie zufrieden waren Sie mit der Reparatur, von null bis zehn?
      C: {score}. Der Techniker war nett, nur die Wartezeit war zu lang: {weeks} Wochen!
      A: Danke, das gebe ich weiter. Auf Wiederhören!
    `),
    summary: '{name} bewertet die Reparatur mit {score} von 10 und bemängelt {weeks} Wochen Wartezeit.',
    values: { score: ['Sechs', 'Sieben', 'Acht', 'Neun'], weeks: ['zwei', 'drei', 'vier'] },
    captured: { score: '{score}', complaint: 'Wartezeit', weeks: '{weeks}', zurückrufen: false },
  },
  clinic: {
    language: 'ar',
    sentiment: 'positive',
    succeeded: true,
    endedBy: 'customer',
    turns: dialogue(`
      A: صباح الخير، معك نور من عيادة الواحة. هل أتحدث مع {name}؟
      C: نعم، تفضلي.
      A: أذكرك بموعدك يوم {day} الساعة {time}. هل يناسبك؟
      C: نعم، سأكون هناك إن شاء الله.
      A: ممتاز، نراك يوم {day}.
      C: شكرا لك.
    `),
    summary: 'أكد {name} الموعد يوم {day} الساعة {time}.',
    values: {
      day: ['الأحد', 'الاثنين', 'الثلاثاء', 'الأربعاء'],
      time: ['التاسعة', 'العاشرة', 'الحادية عشرة'],
    },
    captured: { confirmed: true, day: '{day}', time: '{time}', language: 'ar' },
  },
  payment: {
    language: 'hi',
    sentiment: 'neutral',
    succeeded: true,
    endedBy: 'agent',
    turns: dialogue(`
      A: नमस्ते {name} जी, मैं सागर फ़ाइनेंस से दीपक बोल रहा हूँ। आपकी {amount} रुपये की किस्त बाकी है।
      C: हाँ, मुझे पता है। तनख़्वाह अभी नहीं आई।
      A: कोई बात नहीं। आप कब तक भुगतान कर पाएँगे?
      C: {day} तक कर दूँगा।
      A: ठीक है, मैंने {day} लिख लिया है। धन्यवाद!
    `),
    summary: '{name} ने कहा कि वे {day} तक {amount} रुपये का भुगतान कर देंगे।',
    values: { amount: ['2,400', '3,100', '5,750'], day: ['सोमवार', 'बुधवार', 'शुक्रवार'] },
    captured: { भुगतान_का_दिन: '{day}', राशि: '{amount}', वादा: true },
  },
  groceries: {
    language: 'hi',
    sentiment: 'positive',
    succeeded: true,
    endedBy: 'agent',
    turns: dialogue(`
      A: नमस्ते {name} जी, मैं दीपक बोल रहा हूँ, ताज़ा बाज़ार से। क्या आपके पास एक मिनट है?
      C: हाँ, बोलिए।
      A: कल की डिलीवरी आपको कैसी लगी, एक से पाँच में?
      C: {score}। सब्ज़ी बिल्कुल ताज़ा थी।
      A: बहुत धन्यवाद, आपका दिन शुभ हो। 🙏
    `),
    summary: '{name} ने कल की डिलीवरी को पाँच में से {score} अंक दिए।',
    values: { score: ['तीन', 'चार', 'पाँच'] },
    captured: { score: '{score}', language: 'hi' },
  },
  redelivery: {
    language: 'ja',
    sentiment: 'positive',
    succeeded: true,
    endedBy: 'customer',
    turns: dialogue(`
      A: お世話になっております。はやぶさ便のさくらです。{name}様でいらっしゃいますか。
      C: はい、そうです。
      A: 再配達のご希望日を伺えますか。
      C: {day}の{part}でお願いします。
      A: かしこまりました。{day}の{part}にお届けします。
      C: ありがとうございます。
    `),
    summary: '{name}様の再配達は{day}の{part}に決まりました。',
    values: { day: ['水曜日', '木曜日', '金曜日', '土曜日'], part: ['午前中', '午後', '夕方'] },
    captured: { 再配達日: '{day}', 時間帯: '{part}' },
  },
} as const satisfies Readonly<Record<string, Story>>;
