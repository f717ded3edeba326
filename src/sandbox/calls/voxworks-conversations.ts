import { dialogue, longSurvey } from './dialogue.ts';

/** The conversations of the Voxworks calls. People and businesses are invented. */
export const VOXWORKS_TALKS = {
  reminder: dialogue(`
    A: Good morning, this is Ava, the assistant of Harbour Dental. Am I speaking with Marta Keller?
    C: Speaking.
    A: I'm calling about your cleaning on Thursday at a quarter to three. Can you still make it?
    C: Thursday... yes, that works. Is it with Dr Lindqvist again?
    A: It is. The visit takes about forty minutes.
    C: Great. Could you text me the day before? I forget these things.
    A: Of course. Is this mobile number the right one for it?
    C: Yes, the same one.
    A: Done: you will get a text on Wednesday. Have a lovely day, Marta.
    C: You too, bye! 👋
  `),
  support: dialogue(`
    A: Thanks for calling Fernway Broadband, Theo here. What can I do for you?
    C: We had a power cut, and since then there's no internet at all.
    A: Sorry to hear that. Which lights do you see on the router?
    C: One is red. The one called: line.
    A: Please take the plug out and wait for ten seconds with me.
    C: Okay... ten seconds. It's back in.
    A: The red light should begin to flash green within a minute.
    C: It flashes. Now it's solid green!
    A: Wonderful. Is a page loading on your phone?
    C: It is. Brilliant, thank you.
  `),
  spanishLead: dialogue(`
    A: Hola, soy Lucía, de Tejado Claro. ¿Le interesa saber cuánto ahorraría con paneles solares?
    C: Sí, justo lo estaba mirando. ¿Cuánto cuesta más o menos?
    A: Depende del consumo. ¿La vivienda es suya?
    C: Sí, es una casa en Sevilla.
    A: ¿Y cuánta electricidad gasta al mes?
    C: Unos cuatrocientos veinte kilovatios hora.
    A: Con ocho paneles cubriría cerca del setenta por ciento. ¿Le preparo un presupuesto?
    C: Sí, por favor, y mándemelo por correo.
    A: Lo recibirá mañana. ¡Gracias y buen día!
  `),
  germanSurvey: dialogue(`
    A: Guten Tag, hier ist Jonas vom Werkstattdienst Grünau. Haben Sie zwei Minuten für eine kurze Umfrage?
    C: Ja, aber wirklich nur zwei.
    A: Versprochen. Wie zufrieden waren Sie mit der Reparatur, von null bis zehn?
    C: Acht. Der Techniker war nett, nur die Wartezeit war zu lang.
    A: Wie lange haben Sie gewartet?
    C: Fast drei Wochen: das geht schneller.
    A: Danke, das gebe ich weiter. Auf Wiederhören, Frau Öztürk.
    C: Tschüss.
  `),
  arabicReminder: dialogue(`
    A: صباح الخير، معك نور من عيادة الواحة. هل أتحدث مع السيدة ليلى؟
    C: نعم، تفضلي.
    A: أذكرك بموعدك يوم الأحد الساعة العاشرة صباحا. هل يناسبك؟
    C: نعم، سأكون هناك إن شاء الله.
    A: ممتاز، نراك يوم الأحد.
    C: شكرا لك.
  `),
  parcel: dialogue(`
    A: Hello, Parcel Lane here. Your delivery on Tuesday did not reach you. Shall we find another day?
    C: It did reach someone: my neighbour says it's in flat 4B, and nobody lives there.
    A: I see. Would you like me to send it again?
    C: I'd like to talk to a person, please.
    A: Of course, I am putting you through.
  `),
  voicemail: dialogue(`
    C: You have reached the mailbox of Samir. Please leave a message after the tone.
    A: Hello Samir, this is Ava from Harbour Dental. Your check-up is on Friday at 8:30. Call us if that does not suit.
  `),
  dropout: dialogue(`
    A: Hello, this is Noah from Brightroof Solar. You asked us for a call about your roof.
    C: Hi, yes, one moment, I'm on a train and we're just going into a
  `),
  longSurvey: longSurvey(321),
} as const;
