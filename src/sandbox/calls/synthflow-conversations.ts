import { dialogue, longSurvey } from './dialogue.ts';

/** The conversations of the Synthflow calls. People and businesses are invented. */
export const SYNTHFLOW_TALKS = {
  booking: dialogue(`
    A: Hello Anna, this is Emil from Lindenhof Homes. You asked about the flat in Lindenallee 14, is that right?
    C: Hi Emil, yes! Is it still free?
    A: It is, from the first of January. Would you like to see it this Saturday?
    C: Saturday is good. Any time after four.
    A: Half past four is free. How many people would move in?
    C: Two of us, and a small dog. Is that a problem?
    A: Dogs are welcome. May I ask about your monthly income?
    C: I'd rather talk about that in person.
    A: That is fine. I have booked you in for Saturday, November 21, at 16:30.
    C: Wonderful, see you then!
    A: See you, Anna. Goodbye.
  `),
  complaint: dialogue(`
    A: Swiftbox, Mia speaking. How can I help?
    C: This is the third time that my parcel is late. The third time!
    A: I am sorry about that. Could you read me the number on the slip?
    C: S, B, one nine seven seven seven.
    A: I see it: it left the depot this morning, two days late.
    C: Then I want my delivery fee back.
    A: You will have it within five working days.
    C: Fine. Goodbye.
  `),
  spanishLead: dialogue(`
    A: Buenas tardes, le llamo de Faro Seguridad. ¿Hablo con el titular de la vivienda?
    C: No, eso lo lleva mi mujer, y ahora no está.
    A: Entiendo. ¿Cuándo sería un buen momento para hablar con ella?
    C: Mañana por la tarde, después de las seis.
    A: Perfecto, llamaremos mañana. ¡Hasta luego!
    C: Adiós.
  `),
  hindiSurvey: dialogue(`
    A: नमस्ते, मैं दीपक बोल रहा हूँ, ताज़ा बाज़ार से। क्या आपके पास एक मिनट है?
    C: हाँ, बोलिए।
    A: कल की डिलीवरी आपको कैसी लगी, एक से पाँच में?
    C: पाँच। सब्ज़ी बिल्कुल ताज़ा थी।
    A: बहुत धन्यवाद, आपका दिन शुभ हो। 🙏
  `),
  testRun: dialogue(`
    A: Hello, this is a test of the new greeting.
    C: Sounds good: ship it.
  `),
  cutOff: dialogue(`
    C: Hello? Who is
  `),
  mailbox: dialogue(`
    C: The person you are calling is not available. Please record your message.
    A: Hello, it's Mia from Swiftbox. We have a parcel for you and will call again tomorrow.
  `),
  mailboxCutOff: dialogue(`
    C: Hi, you've reached Tess, leave a
  `),
  longSurvey: longSurvey(120),
} as const;
