
Braw_float16J0`0pEæDÀÄ¼8À@-³úAdÇDF,¶qA_¸¾i?™B{ºä¸|AöÂÆR>]Á